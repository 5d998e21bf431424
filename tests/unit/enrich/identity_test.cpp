// SPDX-License-Identifier: Apache-2.0
// Which cgroup is which container: every way a runtime makes one, and every way to pretend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>

#include "enrich/enricher.h"
#include "fixture.h"
#include "support/record_builder.h"

namespace overboard::enrich {
namespace {

using test::id_a, test::id_b, test::id_c, test::pod_uid;

const std::string tasks = "/run/containerd/io.containerd.runtime.v2.task/";

std::string config(const std::string& cgroups_path) { return R"({"linux":{"cgroupsPath":")" + cgroups_path + "\"}}"; }

class Identity : public testing::Test {
protected:
    test::FakeHost host;
    std::unique_ptr<Enricher> enricher = std::make_unique<Enricher>(host.settings());

    template <class Builder>
    void see(const Builder& builder) {
        const auto event = builder.event();
        enricher->observe(*event);
    }
    void mkdir(std::uint64_t key, const std::string& path, std::uint32_t actor) {
        see(test::cgroup(OB_CGROUP_MKDIR, key, path).task(actor, actor));
    }
    void attach(std::uint64_t key, const std::string& path, std::uint32_t target, std::uint32_t actor = 1) {
        see(test::cgroup(OB_CGROUP_ATTACH, key, path, target).task(actor, actor));
    }
    const Container* arm(std::uint64_t key, std::uint32_t pid, std::uint32_t parent) {
        see(test::armed(key).task(pid, pid).parent(parent, parent));
        return enricher->container(key);
    }
    source::Scanned scanned(std::uint64_t key, std::uint32_t pid, std::uint32_t parent) {
        source::Scanned out;
        out.task.tgid = pid;
        out.task.start_ns = pid;
        out.task.parent_tgid = parent;
        out.task.container = key;
        out.task.flags = OB_TASK_ARMED | OB_TASK_SCANNED;
        out.container.mnt_ns = 900;
        return out;
    }
    const Container* adopt(std::uint64_t key, std::uint32_t pid, std::uint32_t parent) {
        const auto one = scanned(key, pid, parent);
        enricher->adopt({&one, 1});
        return enricher->container(key);
    }
};

TEST_F(Identity, ContainerdByCgroupfs) {
    const auto path = "/kubepods/burstable/pod" + pod_uid + "/" + id_a;
    host.write(tasks + "k8s.io/" + id_a + "/config.json", test::cri_config(path));
    host.process(
        {40, 30, {"runc", "--root", "/x", "create", "--bundle", tasks + "k8s.io/" + id_a, "--pid-file", "p", id_a}});
    mkdir(5, "/kubepods/burstable/pod" + pod_uid, 40);
    mkdir(6, path, 40);
    EXPECT_EQ(enricher->container(5), nullptr) << "the pod's own cgroup is no container";
    const auto* container = arm(6, 50, 30);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, id_a);
    EXPECT_EQ(enricher->tally().false_identity, 0u);
}

// As CRI-O 1.3x writes them, shortened. The labels of a pod stand in its sandbox's bundle alone.
TEST_F(Identity, CrioWithThePodsLabels) {
    const std::string storage = "/run/containers/storage/overlay-containers/";
    const auto path = "/kubepods/pod" + pod_uid + "/crio-" + id_a;
    const auto annotated = [](const std::string& cgroups_path, const std::string& annotations) {
        return R"({"linux":{"cgroupsPath":")" + cgroups_path + R"("},"annotations":{)" + annotations + "}}";
    };
    host.write(
        storage + id_b + "/userdata/config.json",
        annotated("/kubepods/pod" + pod_uid + "/crio-" + id_b,
                  R"("io.kubernetes.cri-o.ContainerType":"sandbox","io.kubernetes.cri-o.Labels":)"
                  R"("{\"app\":\"web\",\"io.kubernetes.pod.uid\":\"x\",\"n\":5,\"example.org/tier\":\"back\"}")"));
    host.write(
        storage + id_a + "/userdata/config.json",
        annotated(path, R"("io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.SandboxID":")" + id_b +
                            R"(","io.kubernetes.cri-o.ImageName":"quay.io/app:1",)"
                            R"("io.kubernetes.cri-o.ImageRef":"quay.io/app@sha256:feed",)"
                            R"("io.kubernetes.cri-o.Labels":"{\"io.kubernetes.container.name\":\"app\"}",)"
                            R"("io.kubernetes.container.name":"app","io.kubernetes.pod.name":"web-1",)"
                            R"("io.kubernetes.pod.namespace":"prod","io.kubernetes.pod.uid":")" +
                            pod_uid + "\""));
    host.process({40, 30, {"runc", "create", "--bundle", storage + id_a + "/userdata", id_a}});
    mkdir(6, path, 40);
    const auto* container = arm(6, 50, 30);
    ASSERT_TRUE(container->identified);
    EXPECT_EQ(container->runtime, "cri-o");
    EXPECT_EQ(container->name, "app");
    EXPECT_EQ(container->image, "quay.io/app:1");
    EXPECT_EQ(container->image_digest, "sha256:feed");
    ASSERT_TRUE(container->pod);
    EXPECT_EQ(container->pod->name, "web-1");
    EXPECT_EQ(container->pod->ns, "prod");
    EXPECT_THAT(container->pod->labels,
                testing::ElementsAre(testing::Pair("app", "web"), testing::Pair("example.org/tier", "back")));
}

TEST_F(Identity, ContainerdBySystemd) {
    const std::string slice = "kubepods-burstable-pod0a1b2c3d_1111_2222_3333_444455556666.slice";
    const auto path = "/kubepods.slice/kubepods-burstable.slice/" + slice + "/cri-containerd-" + id_a + ".scope";
    host.write(tasks + "k8s.io/" + id_a + "/config.json", test::cri_config(slice + ":cri-containerd:" + id_a));
    host.process({1, 0, {"/sbin/init"}});
    host.process({40, 30, {"runc", "--systemd-cgroup", "create", "--bundle=" + tasks + "k8s.io/" + id_a, id_a}});
    host.process({41, 40, {"runc", "init"}, "/", "/usr/sbin/runc", path});
    mkdir(6, path, 1);
    EXPECT_EQ(enricher->container(6), nullptr);
    attach(6, path, 41);
    ASSERT_NE(enricher->container(6), nullptr);
    EXPECT_EQ(enricher->container(6)->pod->name, "web-1");
    EXPECT_EQ(enricher->containers(), 0u) << "not armed yet";
    arm(6, 41, 40);
    EXPECT_EQ(enricher->containers(), 1u);
}

// containerd writes systemd's notation for parents that look like slices; runc without --systemd-cgroup takes it as a
// path.
TEST_F(Identity, ContainerdBySlicesWithoutSystemd) {
    const std::string literal = "kubepods-pod0a1b2c3d_1111_2222_3333_444455556666.slice:cri-containerd:" + id_a;
    host.write(tasks + "k8s.io/" + id_a + "/config.json", test::cri_config(literal));
    host.process({40, 30, {"runc", "create", "--bundle", tasks + "k8s.io/" + id_a, "--pid-file", "p", id_a}});
    mkdir(6, "/" + literal, 40);
    const auto* container = arm(6, 50, 30);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->pod->name, "web-1");
}

TEST_F(Identity, TheShimsSiblingWhenRuncHasLeft) {
    const auto path = "/kubepods/pod" + pod_uid + "/" + id_b;
    host.write(tasks + "k8s.io/" + id_a + "/config.json", config("/kubepods/pod" + pod_uid + "/" + id_a));
    host.write(tasks + "k8s.io/" + id_b + "/config.json", test::cri_config(path));
    host.process({30, 1, {"/usr/bin/containerd-shim-runc-v2", "-id", id_a}, tasks + "k8s.io/" + id_a});
    host.process({50, 30, {"/bin/app"}, "/", "/bin/app", path});
    const auto* container = adopt(6, 50, 30);
    ASSERT_NE(container, nullptr);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, id_b);
}

TEST_F(Identity, AStateDirectoryThatNobodyGuessed) {
    const std::string k3s = "/var/snap/odd place/io.containerd.runtime.v2.task/k8s.io/" + id_a;
    const auto path = "/kubepods/besteffort/pod" + pod_uid + "/" + id_a;
    host.write(k3s + "/config.json", test::cri_config(path));
    host.process({30, 1, {"/snap/x/containerd-shim-runc-v2"}, k3s});
    host.process({50, 30, {"/bin/app"}, "/", "/bin/app", path});
    EXPECT_TRUE(adopt(6, 50, 30)->identified);
}

// K3s and RKE2 keep containerd's state below /run/k3s; what the host sees of a pod is the same.
TEST_F(Identity, K3sByEitherDriver) {
    const auto bundle = "/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/" + id_a;
    auto slice_uid = pod_uid;
    std::ranges::replace(slice_uid, '-', '_');
    const auto slice = "kubepods-besteffort-pod" + slice_uid + ".slice";
    for (const auto& [cgroups_path, path] :
         {std::pair("/kubepods/besteffort/pod" + pod_uid + "/" + id_a,
                    "/kubepods/besteffort/pod" + pod_uid + "/" + id_a),
          std::pair(slice + ":cri-containerd:" + id_a,
                    "/kubepods.slice/kubepods-besteffort.slice/" + slice + "/cri-containerd-" + id_a + ".scope")}) {
        enricher = std::make_unique<Enricher>(host.settings());
        host.remove("/proc/30");
        host.write(bundle + "/config.json", test::cri_config(cgroups_path));
        host.process({30, 1, {"/var/lib/rancher/k3s/data/current/bin/containerd-shim-runc-v2", "-id", id_a}, bundle});
        attach(6, path, 50, 30);
        const auto* container = arm(6, 50, 30);
        ASSERT_TRUE(container->identified) << path;
        EXPECT_EQ(container->id, id_a);
        ASSERT_TRUE(container->pod);
        EXPECT_EQ(container->pod->name, "web-1");
        EXPECT_EQ(container->bundle, bundle);
    }
}

TEST_F(Identity, DockerByEitherDriver) {
    const auto bundle = tasks + "moby/" + id_a;
    for (const auto& [cgroups_path, path] :
         {std::pair("/docker/" + id_a, "/docker/" + id_a),
          std::pair("system.slice:docker:" + id_a, "/system.slice/docker-" + id_a + ".scope")}) {
        enricher = std::make_unique<Enricher>(host.settings());
        host.remove("/proc/40");
        host.write(bundle + "/config.json", config(cgroups_path));
        host.process({40, 30, {"runc", "create", "--bundle", bundle, id_a}});
        mkdir(6, path, 40);
        const auto* container = arm(6, 50, 40);
        EXPECT_TRUE(container->identified) << path;
        EXPECT_EQ(container->runtime, "docker");
    }
}

TEST_F(Identity, RuncByHandWithAFreeName) {
    host.write("/srv/box/config.json", config(""));
    host.process({40, 30, {"/usr/sbin/runc", "run", "-d", "web-free"}, "/srv/box"});
    mkdir(6, "/web-free", 40);
    const auto* container = arm(6, 50, 40);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, "web-free");
    EXPECT_EQ(container->runtime, "runc");
    EXPECT_EQ(container->bundle, "/srv/box");
}

TEST_F(Identity, RuncByHandWithARelativeBundle) {
    host.write("/srv/box/config.json", config(""));
    host.process({40, 30, {"runc", "run", "-b", "box", "x"}, "/srv"});
    mkdir(6, "/outer/runc-x.scope", 40);
    EXPECT_EQ(arm(6, 50, 40)->bundle, "/srv/box");
}

TEST_F(Identity, RuncThatRanBeforeIsFoundInItsState) {
    host.write("/srv/box/config.json", config(""));
    host.write("/run/runc/web-free/state.json",
               R"({"id":"web-free","init_process_pid":50,"cgroup_paths":{"":"/sys/fs/cgroup/unified/web-free"},
                   "config":{"labels":["x=y","bundle=/srv/box"]}})");
    host.write("/run/runc/broken/state.json", "{web-free");
    host.process({50, 1, {"sleep"}, "/", "/bin/sleep", "/web-free"});
    const auto* container = adopt(6, 50, 1);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, "web-free");
}

TEST_F(Identity, RuncThatLeftBeforeItWasLookedAtIsFoundInItsState) {
    const auto path = "/kubepods/besteffort/pod" + pod_uid + "/" + id_a, bundle = tasks + "k8s.io/" + id_a;
    host.write(bundle + "/config.json", test::cri_config(path));
    host.write("/run/runc/" + id_a + "/state.json", R"({"id":")" + id_a + R"(","cgroup_paths":{"":"/sys/fs/cgroup)" +
                                                        path + R"("},"config":{"labels":["bundle=)" + bundle + "\"]}}");
    mkdir(6, path, 40);  // whose process is gone
    const auto* container = arm(6, 50, 1);
    EXPECT_TRUE(container->identified);
    ASSERT_TRUE(container->pod);
    EXPECT_EQ(container->pod->name, "web-1");
}

TEST_F(Identity, AContainerOfFiveMillisecondsIsNamed) {
    const auto path = "/docker/" + id_a;
    host.write(tasks + "moby/" + id_a + "/config.json", config(path));
    host.process({40, 30, {"runc", "create", "--bundle", tasks + "moby/" + id_a, id_a}});
    mkdir(6, path, 40);
    host.remove("/proc/40"), host.remove(tasks);  // everything is gone before the next event is read
    const auto* container = arm(6, 50, 40);
    EXPECT_TRUE(container->identified);
    EXPECT_EQ(container->id, id_a);
    see(test::cgroup(OB_CGROUP_RMDIR, 6, path).task(30, 30));
    ASSERT_NE(enricher->container(6), nullptr) << "late events are still named";
    EXPECT_EQ(enricher->containers(), 0u);
    see(test::served().time(1000'000'000'000));
    EXPECT_EQ(enricher->container(6), nullptr);
}

TEST_F(Identity, ConmonIsNoContainer) {
    host.write("/c/config.json", config("/machine.slice/libpod-" + id_a));
    host.process({40, 1, {"/usr/bin/conmon", "-c", id_a, "-b", "/c"}});
    attach(5, "/machine.slice/libpod-conmon-" + id_a + ".scope", 40);
    EXPECT_EQ(enricher->container(5), nullptr);
}

TEST_F(Identity, BadBundlesLeaveTheCgroupsName) {
    const auto path = "/docker/" + id_a;
    for (const std::string& text : {std::string(), std::string("{"), std::string(5 << 20, ' ')}) {
        enricher = std::make_unique<Enricher>(host.settings());
        host.remove("/proc/40");
        host.write(tasks + "moby/" + id_a + "/config.json", text);
        host.process({40, 30, {"runc", "create", "--bundle", tasks + "moby/" + id_a, id_a}});
        mkdir(6, path, 40);
        const auto* container = arm(6, 50, 40);
        EXPECT_FALSE(container->identified);
        EXPECT_EQ(container->id, id_a);
        EXPECT_GE(enricher->tally().bundles["docker"].bad, 1u);
        EXPECT_EQ(enricher->tally().bundles["docker"].missing, 1u);
    }
}

// A container that may write its cgroup tree pretends to be its neighbour.
TEST_F(Identity, ACgroupMadeInsideIsNeverAnIdentity) {
    const auto own = "/docker/" + id_a, victim = "/docker/" + id_b;
    host.write(tasks + "moby/" + id_a + "/config.json", config(own));
    host.write(tasks + "moby/" + id_b + "/config.json", config(victim));
    host.process({40, 30, {"runc", "create", "--bundle", tasks + "moby/" + id_a, id_a}});
    mkdir(6, own, 40);
    arm(6, 50, 40);
    host.process({51, 50, {"runc", "create", "--bundle", tasks + "moby/" + id_b, id_b}, "/", "/x", own});
    see(test::cgroup(OB_CGROUP_MKDIR, 7, own + "/" + id_b).task(51, 51).container(6));
    EXPECT_EQ(enricher->container(7), nullptr);
    EXPECT_EQ(enricher->tally().false_identity, 1u);
    const auto act = [this](std::uint64_t cgroup) {
        see(test::exec("/bin/app").task(52, 52).container(6).with([&](auto& wire, auto&) {
            wire.rec.task.cgroup = cgroup;
        }));
        EXPECT_EQ(enricher->container(6)->id, id_a);
        return enricher->container(6)->nested_id;
    };
    EXPECT_EQ(act(7), id_b) << "told, and nobody's identity";
    EXPECT_EQ(act(6), "");
}

TEST_F(Identity, AFoundCgroupBelowAContainerIsTheOuterOne) {
    const auto own = "/docker/" + id_a;
    host.write(tasks + "moby/" + id_a + "/config.json", config(own));
    host.write(tasks + "moby/" + id_b + "/config.json", config("/docker/" + id_b));
    host.process({30, 1, {"/usr/bin/containerd-shim-runc-v2"}, tasks + "moby/" + id_a});
    for (const auto& inner : {own + "/" + id_b, own + "/docker/" + id_b}) {
        enricher = std::make_unique<Enricher>(host.settings());
        host.remove("/proc/50");
        host.process({50, 30, {"/bin/app"}, "/", "/bin/app", inner});
        const auto* container = adopt(6, 50, 30);
        EXPECT_EQ(container->id, id_a) << inner;
        EXPECT_TRUE(container->identified);
        EXPECT_EQ(container->nested_id, id_b);
    }
}

TEST_F(Identity, ArgumentsOfAProcessInsideAreNotBelieved) {
    const auto own = "/docker/" + id_a;
    host.write("/srv/volume/fake/config.json", config(own));  // a volume of the container's, at a path it knows
    host.process({50, 30, {"runc", "create", "--bundle", "/srv/volume/fake", id_b}, "/", "/x", own});
    host.process({30, 1, {"/usr/bin/wrapper"}});
    const auto* container = adopt(6, 50, 30);
    EXPECT_FALSE(container->identified);
    EXPECT_EQ(container->id, id_a);
}

TEST_F(Identity, AHostCgroupThatIsNotTheBundlesHasNoId) {
    host.write(tasks + "moby/" + id_a + "/config.json", config("/docker/" + id_a));
    host.process({40, 30, {"runc", "create", "--bundle", tasks + "moby/" + id_a, id_a}});
    mkdir(6, "/elsewhere/" + id_b, 40);
    const auto* container = arm(6, 50, 40);
    EXPECT_FALSE(container->identified);
    EXPECT_EQ(container->id, "") << "neither the bundle's nor the name's";
    EXPECT_EQ(enricher->tally().false_identity, 1u);
}

TEST_F(Identity, TwoRunningContainersNeverShareAnId) {
    mkdir(6, "/docker/" + id_a, 40);
    EXPECT_EQ(arm(6, 50, 40)->id, id_a);
    mkdir(7, "/other/" + id_a, 40);
    EXPECT_EQ(arm(7, 51, 40)->id, "");
    EXPECT_EQ(enricher->tally().false_identity, 1u);
}

TEST_F(Identity, ARestartKeepsTheId) {
    mkdir(6, "/docker/" + id_a, 40);
    arm(6, 50, 40);
    see(test::cgroup(OB_CGROUP_RMDIR, 6, "/docker/" + id_a).task(30, 30));
    mkdir(7, "/docker/" + id_a, 40);
    EXPECT_EQ(arm(7, 51, 40)->id, id_a);
}

TEST_F(Identity, KindInDocker) {
    const auto outer = "/docker/" + id_a;
    host.write(tasks + "moby/" + id_a + "/config.json", config(outer));
    host.process({30, 1, {"/usr/bin/containerd-shim-runc-v2"}, tasks + "moby/" + id_a});
    host.process({50,
                  30,
                  {"/sbin/init"},
                  "/",
                  "/sbin/init",
                  outer + "/kubelet.slice/kubelet-pod" + pod_uid + ".slice/cri-containerd-" + id_c + ".scope"});
    const auto* container = adopt(6, 50, 30);
    EXPECT_EQ(container->id, id_a);
    EXPECT_EQ(container->runtime, "docker");
    EXPECT_EQ(container->nested_id, id_c);
}

TEST_F(Identity, ANestedContainersIdIsAnExtra) {
    mkdir(6, "/docker/" + id_a, 40);
    arm(6, 50, 40);
    host.process({60, 50, {"app"}, "/", "/bin/app", "/docker/" + id_a + "/docker/" + id_b});
    see(test::exec("/bin/app").task(60, 60).container(6).flags(OB_TASK_NESTED));
    EXPECT_EQ(enricher->container(6)->id, id_a);
    EXPECT_EQ(enricher->container(6)->nested_id, id_b);
}

TEST_F(Identity, ANestedContainerThatIsGoneIsKnownByTheCgroupItWasMadeIn) {
    mkdir(6, "/docker/" + id_a, 40);
    arm(6, 50, 40);
    see(test::cgroup(OB_CGROUP_MKDIR, 70, "/docker/" + id_a + "/docker/" + id_b).task(51, 51).container(6));
    see(test::exec("/bin/app").task(60, 60).container(6).flags(OB_TASK_NESTED).with([](auto& wire, auto&) {
        wire.rec.task.cgroup = 70;
    }));
    EXPECT_EQ(enricher->container(6)->nested_id, id_b);
}

TEST_F(Identity, EachNestedContainerHasItsOwnIdAndTheOuterOneNone) {
    mkdir(6, "/docker/" + id_a, 40);
    arm(6, 50, 40);
    const auto act = [this](std::uint32_t pid, std::uint64_t cgroup, std::uint32_t flags) {
        see(test::exec("/bin/app").task(pid, pid).container(6).flags(flags).with([&](auto& wire, auto&) {
            wire.rec.task.cgroup = cgroup;
        }));
        return enricher->container(6)->nested_id;
    };
    host.process({60, 50, {"app"}, "/", "/bin/app", "/docker/" + id_a + "/docker/" + id_b});
    host.process({61, 50, {"app"}, "/", "/bin/app", "/docker/" + id_a + "/docker/" + id_c});
    EXPECT_EQ(act(62, 70, OB_TASK_NESTED), "") << "gone before it was asked";
    EXPECT_EQ(act(60, 70, OB_TASK_NESTED), id_b);
    EXPECT_EQ(act(61, 71, OB_TASK_NESTED), id_c);
    EXPECT_EQ(act(62, 70, OB_TASK_NESTED), id_b) << "known by now";
    EXPECT_EQ(act(50, 6, 0), "");
}

TEST_F(Identity, AScannedFactNeverOverwritesANewerOne) {
    const auto path = "/docker/" + id_a;
    mkdir(6, path, 40);
    see(test::armed(6).task(50, 50).parent(40, 40).with([](auto& wire, auto&) { wire.pid_ns = 333; }));
    const auto exec = test::exec("/bin/new").task(50, 50).container(6).event();
    enricher->observe(*exec);
    host.process({50, 40, {"old"}, "/", "/bin/old", path});
    const auto* container = adopt(6, 50, 40);
    EXPECT_EQ(container->pid_ns, 333u);
    const auto seen = test::exec_failed("/x").task(50, 50).container(6).event();
    EXPECT_EQ(enricher->observe(*seen).process->exe, "/bin/new");
}

TEST_F(Identity, TheCgroupTreeIsTheLastResort) {
    std::filesystem::create_directories(host.root() + "/cgroup/unified/docker/" + id_a);
    struct stat info {};
    ASSERT_EQ(stat((host.root() + "/cgroup/unified/docker/" + id_a).c_str(), &info), 0);
    const auto* container = adopt(info.st_ino, 50, 1);
    EXPECT_EQ(container->cgroup, "/docker/" + id_a);
    EXPECT_EQ(container->id, id_a);
    EXPECT_EQ(container->runtime, "docker");
}

TEST_F(Identity, ServicesCostLittleAndAreBounded) {
    auto settings = host.settings();
    settings.max_containers = 100;
    enricher = std::make_unique<Enricher>(settings);
    for (std::uint64_t key = 1000; key < 3000; ++key)
        mkdir(key, "/system.slice/run-" + std::to_string(key) + ".scope", 1);
    EXPECT_EQ(enricher->containers(), 0u);
    for (std::uint64_t key = 1000; key < 3000; ++key) arm(key, static_cast<std::uint32_t>(key), 1);
    EXPECT_LE(enricher->containers(), 100u);
    EXPECT_NE(enricher->container(2999), nullptr);
}

// CPU time, since other tests run beside this one. Each /proc entry is read 25 times, by processes of other ages.
TEST_F(Identity, FiveThousandProcessesAreAdoptedQuickly) {
    std::vector<source::Scanned> running;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        const std::uint32_t pid = 1000 + i % 200;
        if (i < 200) host.process({pid, 30, {"/bin/app", "serve"}, "/app", "/bin/app", "/docker/" + id_a});
        running.push_back(scanned(10 + pid % 50, pid, 30));
        running.back().task.start_ns = i;
    }
    const auto before = std::clock();
    enricher->adopt(running);
    EXPECT_LT(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 0.5);
    EXPECT_EQ(enricher->processes(), 5000u);
    EXPECT_EQ(enricher->containers(), 50u);
}

}  // namespace
}  // namespace overboard::enrich

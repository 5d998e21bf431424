// SPDX-License-Identifier: Apache-2.0
// A real container by runc, as the enricher sees it while it happens: its bundle is gone as soon as it ends.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include "base/fd.h"
#include "decode/decoder.h"
#include "enrich/enricher.h"
#include "support/kernel.h"

namespace overboard::test {
namespace {

namespace fs = std::filesystem;

// What is left of an observation after the event: the parts that these tests look at.
struct Seen {
    std::string exe, host_path, runtime;
    std::optional<enrich::Container> container;
    bool mounted = false, managed = false, peer_is_runtime = false;
    enrich::HostClass cls = enrich::HostClass::none;
};

class RuncLive : public testing::Test {
protected:
    std::string base = made_directory();
    std::string id = "overboard-" + fs::path(base).filename().string();
    std::unique_ptr<source::Live> live;
    decode::Decoder decoder;
    std::unique_ptr<enrich::Enricher> enricher;
    std::vector<std::pair<ob_kind, Seen>> seen;

    void SetUp() override {
        if (::access("/usr/sbin/runc", X_OK) != 0) GTEST_SKIP() << "runc is not installed";
        auto opened = source::Live::open({}, Kernel::everything());
        ASSERT_TRUE(opened) << opened.error().message;
        live = std::move(*opened);
        enricher = std::make_unique<enrich::Enricher>(enrich::Settings{});
        for (const char* part : {"/rootfs", "/upper", "/work"}) fs::create_directory(base + part);
        const auto layers = "lowerdir=/,upperdir=" + base + "/upper,workdir=" + base + "/work";
        ASSERT_EQ(::mount("overlay", (base + "/rootfs").c_str(), "overlay", 0, layers.c_str()), 0);
        enricher->refresh_mounts();
    }
    void TearDown() override {
        ::umount2((base + "/rootfs").c_str(), MNT_DETACH);
        fs::remove_all(base);
    }

    // Runs the command in a container and removes its config at once; the enricher works meanwhile, as the daemon does.
    void run(const std::string& command, const std::string& binds = "") {
        std::ofstream(base + "/config.json")
            << R"({"ociVersion":"1.0.2","process":{"user":{"uid":0,"gid":0},"cwd":"/","env":["PATH=/usr/bin:/bin"],
"args":["/bin/sh","-c",")" +
                   command + R"("],"capabilities":{"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"],
"permitted":["CAP_CHOWN"]}},"root":{"path":"rootfs"},"mounts":[{"destination":"/proc","type":"proc","source":"proc"})"
            << binds << R"(],"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"ipc"}]}})";
        const auto shell = "cd " + base + " && runc run " + id + " </dev/null >out 2>&1; rm -f config.json";
        const pid_t child = ::fork();
        if (child == 0) {
            ::execl("/bin/sh", "sh", "-c", shell.c_str(), nullptr);
            ::_exit(127);
        }
        int status = 0;
        while (::waitpid(child, &status, WNOHANG) == 0) observe_for(std::chrono::milliseconds(5));
        observe_for(std::chrono::milliseconds(300));  // the bulk ring is not waited for
    }

    const Seen* find(ob_kind kind, const std::function<bool(const Seen&)>& match) const {
        for (const auto& [of, one] : seen)
            if (of == kind && one.container && one.container->id == id && match(one)) return &one;
        return nullptr;
    }

private:
    static std::string made_directory() {
        std::string name = "/tmp/overboard-enrich-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a directory below /tmp");
        return name;
    }
    void observe_for(std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        do {
            pollfd ring{live->poll_fd(), POLLIN, 0};
            ::poll(&ring, 1, 1);
            ASSERT_TRUE(live->drain([this](auto bytes) { observe(bytes); }));
        } while (std::chrono::steady_clock::now() < end);
    }
    void observe(std::span<const std::byte> bytes) {
        const auto* event = decoder.decode(bytes);
        ASSERT_TRUE(event) << decoder.why();
        const auto& o = enricher->observe(*event);
        Seen copy{o.process->exe, std::string(o.host.path), std::string(o.peer.runtime), {},
                  o.host.mounted, o.host.managed,           o.peer.is_runtime,           o.host.cls};
        if (o.container) copy.container = *o.container;
        seen.emplace_back(event->kind(), std::move(copy));
    }
};

TEST_F(RuncLive, AContainerThatLivesForMillisecondsIsNamed) {
    run("exec true");
    const auto* exec = find(OB_KIND_EXEC, [](const Seen& s) { return s.exe.ends_with("true"); });
    ASSERT_TRUE(exec);
    EXPECT_TRUE(exec->container->identified);
    EXPECT_EQ(exec->container->runtime, "runc");
    EXPECT_EQ(exec->container->bundle, base);
    EXPECT_EQ(exec->container->cgroup, "/" + id);
    EXPECT_EQ(exec->container->capabilities, std::vector<std::string>{"CAP_CHOWN"});
    const auto& own = exec->container->namespaces;
    EXPECT_EQ(std::count(own.begin(), own.end(), "mount"), 1);
    EXPECT_EQ(std::count(own.begin(), own.end(), "network"), 0) << "it shares the host's";
}

TEST_F(RuncLive, AFileOfAHostMountIsNamedAsTheHostDoes) {
    run("cd /mnt/../h; cat ../h/passwd; cat /proc/self/root/h/group; cat /etc/hostname; cat /proc/self/status",
        R"(,{"destination":"/h","type":"bind","source":"/etc","options":["rbind","ro"]})");
    for (const auto* name : {"/etc/passwd", "/etc/group"}) {
        const auto* open = find(OB_KIND_OPEN, [&](const Seen& s) { return s.host_path == name; });
        ASSERT_TRUE(open) << name;
        EXPECT_TRUE(open->mounted && !open->managed);
        EXPECT_EQ(open->cls, enrich::HostClass::credentials);
    }
    EXPECT_FALSE(find(OB_KIND_OPEN, [](const Seen& s) { return s.host_path.ends_with("hostname"); })) << "its own root";
    EXPECT_FALSE(find(OB_KIND_OPEN, [](const Seen& s) { return s.host_path.starts_with("/proc"); })) << "its own proc";
}

TEST_F(RuncLive, ASocketOfTheHostIsNamedAsTheHostDoes) {
    const base::Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{AF_UNIX, {}};
    const auto path = base + "/docker.sock";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener.get(), 4), 0);
    run("exec perl -MSocket -e 'socket S, AF_UNIX, SOCK_STREAM, 0; connect S, sockaddr_un q(/mnt/x)'",
        R"(,{"destination":"/mnt/x","type":"bind","source":")" + path + R"(","options":["bind"]})");
    const auto* connect = find(OB_KIND_CONNECT, [](const Seen& s) { return s.peer_is_runtime; });
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->runtime, "docker");
    EXPECT_EQ(connect->host_path, path);
    EXPECT_TRUE(connect->mounted);
}

}  // namespace
}  // namespace overboard::test

// SPDX-License-Identifier: Apache-2.0
// The invariants: what holds for every process of a container, whatever it is called.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Credential;
using decode::Escape;
using decode::Event;
using decode::Namespace;

// The number of a system call, which the kernel side does not look at meanwhile.
class Unwatched {
public:
    Unwatched(Kernel& kernel, std::uint32_t number) : map_(kernel.map("syscalls")), number_(number) {
        const std::uint32_t none = 0;
        EXPECT_EQ(bpf_map_lookup_elem(map_.get(), &number_, &row_), 0);
        EXPECT_EQ(bpf_map_update_elem(map_.get(), &number_, &none, BPF_ANY), 0);
    }
    ~Unwatched() { bpf_map_update_elem(map_.get(), &number_, &row_, BPF_ANY); }

private:
    base::Fd map_;
    std::uint32_t number_, row_ = 0;
};

struct EscapeLive : KernelTest {
    Box box{{{"/proc", "/hostproc"}, {"/sys/fs/cgroup", "/sys/fs/cgroup"}, {"/var/tmp", "/hosttmp"}}};
    std::uint64_t key = key_of(box);
    std::string host_ns = "/hostproc/" + std::to_string(getpid()) + "/ns/";

    const Escape* escape(ob_escape_what what) {
        return find<Escape>(key, [&](const Event& e, const Escape& b) {
            event = &e;
            return b.what == what;
        });
    }
    std::size_t broken() {
        return kernel
            .all([&](const Event& e) {
                const auto* gained = std::get_if<Credential>(&e.body);
                return e.task.raw->container == key &&
                       (std::get_if<Escape>(&e.body) || (gained && gained->op == OB_CREDENTIAL_GAINED));
            })
            .size();
    }
    const Event* event = nullptr;
};

// Not the pid namespace: the kernel lets nobody into one above its own.
TEST_F(EscapeLive, EachNamespaceOfTheHost) {
    const std::pair<const char*, unsigned> kinds[] = {
        {"net", CLONE_NEWNET}, {"uts", CLONE_NEWUTS}, {"ipc", CLONE_NEWIPC}, {"mnt", CLONE_NEWNS}};
    for (const auto& [name, bit] : kinds) {
        kernel.forget();
        ASSERT_EQ(box.run({"setns", host_ns + name, "nothing"}), 0) << name;
        const auto* seen = escape(OB_ESCAPE_NAMESPACE);
        ASSERT_TRUE(seen) << name;
        EXPECT_EQ(seen->raw->namespaces, bit) << name;
        EXPECT_TRUE(event->task.has(OB_TASK_ESCAPED));
        const auto* call = find<Namespace>(key, [](auto&, const Namespace& n) { return n.op == OB_NAMESPACE_SETNS; });
        ASSERT_TRUE(call) << name;
        EXPECT_EQ(call->raw->host, bit) << name;
    }
}

// Another container's namespace right after one's own: the first must not hide the second.
TEST_F(EscapeLive, AnotherContainersNamespaceIsToldBesideOnesOwn) {
    Box other;
    const std::uint64_t its = key_of(other);
    const std::string inside = "/hostproc/" + std::to_string(other.pid()) + "/ns/mnt";
    ASSERT_EQ(box.run({"setns", "/proc/self/ns/uts", "setns", inside, "nothing"}), 0);
    EXPECT_TRUE(find<Namespace>(
        key, [&](auto&, const Namespace& n) { return n.op == OB_NAMESPACE_SETNS && n.raw->other == its; }));
}

// By a call that nothing looks at, as an exploit of the kernel would: the child must not begin with it as its own.
TEST_F(EscapeLive, WhatWasGivenUnseenIsToldBeforeAChildHasIt) {
    const Unwatched setns(kernel, SYS_setns);
    ASSERT_EQ(box.run({"setns", host_ns + "net", "clone", "0"}), 0);
    const auto* seen = escape(OB_ESCAPE_NAMESPACE);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->raw->namespaces, static_cast<unsigned>(CLONE_NEWNET));
}

TEST_F(EscapeLive, WhatRunsThereStaysMarked) {
    ASSERT_EQ(box.run({"setns", host_ns + "net", "exec", "/bin/true"}), 0);
    EXPECT_TRUE(kernel.wait([&](const Event& e) {
        const auto* exec = std::get_if<decode::Exec>(&e.body);
        return exec && e.task.raw->container == key && exec->args.bytes == "/bin/true" && e.task.has(OB_TASK_ESCAPED);
    }));
}

TEST_F(EscapeLive, NamespacesOfItsOwnAreNoEscape) {
    ASSERT_EQ(box.run({"unshare", "0x6c020000", "exec", "/bin/true"}), 0);
    ASSERT_EQ(box.run({"clone", "0x10000000"}), 0);
    const auto* born = find<Namespace>(key, [](auto&, const Namespace& n) { return n.op == OB_NAMESPACE_CLONE; });
    ASSERT_TRUE(born);
    EXPECT_EQ(born->raw->flags, static_cast<unsigned>(CLONE_NEWUSER));
    EXPECT_TRUE(find<Namespace>(key, [](auto&, const Namespace& n) {
        return n.op == OB_NAMESPACE_UNSHARE && n.raw->changed & CLONE_NEWNET && !n.raw->host;
    }));
    EXPECT_EQ(broken(), 0u);
}

TEST_F(EscapeLive, WorkingDirectoryOfTheHost) {
    ASSERT_EQ(box.run({"cwd", "/hostproc/" + std::to_string(getpid()) + "/root/var/tmp", "nothing"}), 0);
    const auto* seen = escape(OB_ESCAPE_CWD);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->file.path.filesystem, path_in_filesystem("/var/tmp"));
}

TEST_F(EscapeLive, ExecutableAndRootOfTheHost) {
    const std::string root = "/hostproc/" + std::to_string(getpid()) + "/root";
    ASSERT_EQ(box.exec({root + "/bin/true"}), 0);
    EXPECT_TRUE(escape(OB_ESCAPE_EXE));
    ASSERT_EQ(box.run({"chroot", root, "exec", "/bin/true"}), 0);
    EXPECT_TRUE(escape(OB_ESCAPE_ROOT));
}

TEST_F(EscapeLive, MovedOrBornOutsideItsCgroup) {
    const std::string elsewhere = box.cgroup() + "-drift";
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "mkdir " + elsewhere + "; sh -c 'echo $$ > " + elsewhere + "/cgroup.procs'"}),
              0);
    const auto* moved = escape(OB_ESCAPE_CGROUP);
    EXPECT_TRUE(moved && moved->raw->owner == key);
    kernel.forget();
    const bool v2 =
        std::filesystem::exists(elsewhere + "/cgroup.kill") || std::filesystem::exists(elsewhere + "/cgroup.freeze");
    if (v2) {
        ASSERT_EQ(box.run({"clone-into", elsewhere}), 0);
        EXPECT_TRUE(escape(OB_ESCAPE_CGROUP));
    }
    std::filesystem::remove(elsewhere);
}

TEST_F(EscapeLive, CgroupsBelowItsOwnAreItsOwn) {
    const std::string below = box.cgroup() + "/below";
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "mkdir " + below + "; sh -c 'echo $$ > " + below + "/cgroup.procs'"}), 0);
    EXPECT_EQ(broken(), 0u);
    std::filesystem::remove(below);
}

// What gives up and takes back, drops for good, joins from outside or runs a program as another user grows nothing.
TEST_F(EscapeLive, LegalChangesOfCredentialsAreNoGain) {
    ASSERT_EQ(box.run({"to-and-fro"}), 0);
    ASSERT_EQ(box.run({"thread-drops"}), 0);
    ASSERT_EQ(box.run({"drop-user", "65534", "exec", "/bin/true"}), 0);
    ASSERT_EQ(box.run({"drop-user", "65534", "unshare", "0x10000000", "exec", "/bin/true"}), 0);
    ASSERT_EQ(box.join({"/bin/true"}), 0);
    EXPECT_TRUE(find<Credential>(key, [](auto&, const Credential& c) {
        return c.op == OB_CREDENTIAL_SET && c.raw->uid == 65534 && c.raw->permitted == 0;
    }));
    EXPECT_EQ(broken(), 0u);
}

TEST_F(EscapeLive, SetIdProgramIsToldAsSuch) {
    ASSERT_EQ(box.exec({"/bin/sh", "-c", "cp /bin/true /set-id && chmod 4755 /set-id"}), 0);
    ASSERT_EQ(box.run({"drop-user", "65534", "exec", "/set-id"}), 0);
    const auto* seen = find<Credential>(key, [](auto&, const Credential& c) { return c.op == OB_CREDENTIAL_EXEC; });
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->raw->uid_before, 65534u);
    EXPECT_EQ(seen->raw->uid, 0u);
    EXPECT_EQ(broken(), 0u);
}

// The host runs a program out of the container's tree; here, as the container's own first process shows it.
TEST_F(EscapeLive, HostThatRunsAFileOfTheContainer) {
    ASSERT_EQ(box.exec({"/bin/cp", "/bin/true", "/planted"}), 0);
    const auto child = fork();
    if (!child) {
        const std::string ns = "/proc/" + std::to_string(box.pid()) + "/root/planted";
        execl(ns.c_str(), "planted", nullptr);
        _exit(127);
    }
    waitpid(child, nullptr, 0);
    const auto* seen = kernel.wait([&](const Event& e) {
        const auto* b = std::get_if<Escape>(&e.body);
        return b && b->what == OB_ESCAPE_HOST_EXEC && e.task.raw->tgid == static_cast<unsigned>(child);
    });
    ASSERT_TRUE(seen);
    EXPECT_EQ(std::get<Escape>(seen->body).raw->owner, key);
    EXPECT_EQ(std::get<Escape>(seen->body).args, "planted");
}

// The root is a directory of a file system that is neither the host's nor the container's alone.
TEST_F(EscapeLive, HostThatRunsAFileOfAPlainDirectoryThatIsARoot) {
    Box plain({}, {}, Box::Root::directory);
    const std::uint64_t its = key_of(plain);
    ASSERT_TRUE(its);
    ASSERT_EQ(plain.exec({"/bin/cp", "/bin/true", "/planted"}), 0);
    const std::string path = "/proc/" + std::to_string(plain.pid()) + "/root/planted";
    const auto child = fork();
    if (!child) execl(path.c_str(), "planted", nullptr), _exit(127);
    waitpid(child, nullptr, 0);
    EXPECT_TRUE(kernel.wait([&](const Event& e) {
        const auto* b = std::get_if<Escape>(&e.body);
        return b && b->what == OB_ESCAPE_HOST_EXEC && b->raw->owner == its;
    }));
}

TEST_F(EscapeLive, HostThatMapsALibraryOfTheContainer) {
    ASSERT_EQ(box.exec({"/bin/cp", "/bin/true", "/library"}), 0);
    const std::string path = "/proc/" + std::to_string(box.pid()) + "/root/library";
    const base::Fd fd(open(path.c_str(), O_RDONLY));
    void* plain = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    const auto mapped = [&] {
        return kernel.all([&](const Event& e) {
            const auto* b = std::get_if<Escape>(&e.body);
            return b && b->what == OB_ESCAPE_HOST_MAP && e.task.raw->tgid == static_cast<unsigned>(getpid()) &&
                   b->raw->owner == key;
        });
    };
    EXPECT_TRUE(mapped().empty());
    void* code = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd.get(), 0);
    EXPECT_EQ(mapped().size(), 1u);
    munmap(plain, 4096);
    munmap(code, 4096);
}

TEST_F(EscapeLive, TwentyRunsAndExecsBreakNothing) {
    for (int i = 0; i < 20; i++) {
        Box other;
        ASSERT_EQ(other.run({"nothing"}), 0);
        ASSERT_EQ(other.join({"/bin/sh", "-c", "true"}), 0);
        const auto its = container_key(kernel, other);
        const auto told = kernel.all([&](const Event& e) {
            const auto* gained = std::get_if<Credential>(&e.body);
            const auto* b = std::get_if<Escape>(&e.body);
            return (b && (e.task.raw->container == its || b->raw->owner == its)) ||
                   (gained && gained->op == OB_CREDENTIAL_GAINED && e.task.raw->container == its);
        });
        EXPECT_TRUE(told.empty());
    }
}

}  // namespace
}  // namespace overboard::test

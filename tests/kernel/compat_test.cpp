// SPDX-License-Identifier: Apache-2.0
// A 64-bit process that enters the kernel by int 0x80, where system calls have other numbers.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#include <iterator>
#include <sstream>

#include "kernel/objects.h"
#include "support/agent.h"

#ifdef __x86_64__
namespace overboard::test {
namespace {

struct CompatLive : ObjectsTest {
    // A kernel without 32-bit entry (Debian's cloud kernels have it) has nothing to show.
    bool absent(int status) { return status == ENOSYS || status > 125; }
};

TEST_F(CompatLive, OpenIsSeen) {
    host.file("old");
    const int status = box.run({"open32", "/shared/old"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, 0);
    const auto* open = opened_inode_of(host.path() + "/old");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(open->file.path.container, "/shared/old");
}

TEST_F(CompatLive, DeniedOpenIsSeenByName) {
    host.file("frozen");
    const int status = box.run({"open32", "/frozen/frozen", "w"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, EROFS);
    const auto* open = opened([](const decode::Open& o) { return o.name == "/frozen/frozen"; });
    ASSERT_TRUE(open);
    EXPECT_EQ(open->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(open->flags & O_ACCMODE, static_cast<unsigned>(O_WRONLY));
}

TEST_F(CompatLive, SocketcallConnectIsSeen) {
    ASSERT_EQ(box.act({"listen-unix", "/run/thirty-two"}), 0);
    const int status = box.run({"connect-unix32", "/run/thirty-two"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, 0);
    const auto* connect =
        connected([](const decode::Connect& c) { return c.socket.path.container == "/run/thirty-two"; });
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(connect->peer_tgid, static_cast<unsigned>(box.pid()));
    EXPECT_EQ(connect->peer_container, key);
}

TEST_F(CompatLive, SocketcallSocketIsSeen) {
    const int status = box.run({"socket32", std::to_string(AF_INET), std::to_string(SOCK_RAW), "1"});
    if (absent(status)) GTEST_SKIP() << "the kernel has no 32-bit entry";
    ASSERT_EQ(status, 0);
    const auto* call =
        find<decode::KernelCall>(key, [](auto&, const decode::KernelCall& k) { return k.call == OB_CALL_SOCKET; });
    ASSERT_TRUE(call);
    EXPECT_EQ(call->entry, OB_ENTRY_COMPAT);
    EXPECT_EQ(call->raw->arguments[0], static_cast<unsigned>(AF_INET));
    EXPECT_EQ(call->raw->arguments[1], static_cast<unsigned>(SOCK_RAW));
    EXPECT_EQ(call->raw->arguments[2], 1u);
}

// The number of arch/x86/entry/syscalls/syscall_32.tbl and its arguments, as the action call32 takes them, and what
// must be told of it.
struct Call {
    const char* name;
    std::string words;  // with a blank between them
    ob_kind kind;
    int op;
    const char* path = "";  // of a change: the object, resolved
    const char* action = "call32";
};

std::vector<std::string> action_of(const Call& call) {
    std::istringstream in(call.words);
    std::vector<std::string> out{call.action};
    out.insert(out.end(), std::istream_iterator<std::string>(in), {});
    return out;
}

int op_of(const decode::Event& event) {
    if (const auto* body = std::get_if<decode::Mount>(&event.body)) return body->op;
    if (const auto* body = std::get_if<decode::Namespace>(&event.body)) return body->op;
    if (const auto* body = std::get_if<decode::Access>(&event.body)) return body->op;
    if (const auto* body = std::get_if<decode::KernelCall>(&event.body)) return body->call;
    if (const auto* body = std::get_if<decode::Change>(&event.body)) return body->op;
    if (const auto* body = std::get_if<decode::Credential>(&event.body)) return body->op;
    return 0;
}

struct CompatCalls : CompatLive {
    // With 32-bit entry, the right kind and operation, and the object where one is known.
    bool told(const Call& call) {
        return !kernel
                    .all([&](const decode::Event& e) {
                        if (e.task.raw->container != key || e.kind() != call.kind || op_of(e) != call.op) return false;
                        const auto* change = std::get_if<decode::Change>(&e.body);
                        const auto* entry = decode::entry_of(e.body);
                        return entry && *entry == OB_ENTRY_COMPAT &&
                               (!change || (change->resolved && change->file.path.container == call.path));
                    })
                    .empty();
    }
    void expect_told(const std::vector<Call>& calls, bool as_host = false) {
        for (const Call& call : calls) {
            kernel.forget();
            const auto action = action_of(call);
            const int status = as_host ? on_host(action) : box.run(action);
            // The call is newer than the kernel, or not built into it; a tmpfs has no user's attributes before 6.6.
            if (status == ENOSYS || status == EOPNOTSUPP) continue;
            EXPECT_TRUE(told(call)) << call.name << ", which ended with " << status;
        }
    }
    // In the container, but for the pid namespace, which is the host's.
    int on_host(const std::vector<std::string>& action) {
        std::vector<std::string> argv = {self_path(), "--inside", "action"};
        argv.insert(argv.end(), action.begin(), action.end());
        return box.join(argv, {"ipc", "uts", "net", "mnt"});
    }
    void SetUp() override {
        if (absent(box.run({"call32", "20"}))) GTEST_SKIP() << "the kernel has no 32-bit entry";  // getpid
    }
};

TEST_F(CompatCalls, ChangesToFilesAreSeenAsTheyAreByNativeCalls) {
    // One of its own for each call of a kind: repeats are folded.
    for (const char* name : {"file", "chown32", "fchownat", "truncate64"}) host.file(name);
    std::filesystem::create_symlink("/etc", host.path() + "/link32");
    expect_told({
        {"rename", "38 /shared/file /shared/renamed", OB_KIND_CHANGE, OB_CHANGE_RENAME, "/shared/renamed"},
        {"renameat", "302 =-100 /shared/renamed =-100 /shared/at", OB_KIND_CHANGE, OB_CHANGE_RENAME, "/shared/at"},
        {"renameat2", "353 =-100 /shared/at =-100 /shared/file =0", OB_KIND_CHANGE, OB_CHANGE_RENAME, "/shared/file"},
        {"link", "9 /shared/file /shared/hard", OB_KIND_CHANGE, OB_CHANGE_LINK, "/shared/hard"},
        {"linkat", "303 =-100 /shared/file =-100 /shared/harder", OB_KIND_CHANGE, OB_CHANGE_LINK, "/shared/harder"},
        {"symlink", "83 /etc /shared/soft", OB_KIND_CHANGE, OB_CHANGE_SYMLINK, "/shared/soft"},
        {"symlinkat", "304 /etc =-100 /shared/softer", OB_KIND_CHANGE, OB_CHANGE_SYMLINK, "/shared/softer"},
        {"chmod", "15 /shared/file =04755", OB_KIND_CHANGE, OB_CHANGE_CHMOD, "/shared/file"},
        {"fchmodat", "306 =-100 /shared/file =06755", OB_KIND_CHANGE, OB_CHANGE_CHMOD, "/shared/file"},
        {"chown", "182 /shared/file =0 =0", OB_KIND_CHANGE, OB_CHANGE_CHOWN, "/shared/file"},
        {"chown32", "212 /shared/chown32 =0 =0", OB_KIND_CHANGE, OB_CHANGE_CHOWN, "/shared/chown32"},
        {"lchown", "16 /shared/soft =0 =0", OB_KIND_CHANGE, OB_CHANGE_CHOWN, "/shared/soft"},
        {"lchown32", "198 /shared/link32 =0 =0", OB_KIND_CHANGE, OB_CHANGE_CHOWN, "/shared/link32"},
        {"fchownat", "298 =-100 /shared/fchownat =0 =0 =0", OB_KIND_CHANGE, OB_CHANGE_CHOWN, "/shared/fchownat"},
        {"truncate", "92 /shared/file =0", OB_KIND_CHANGE, OB_CHANGE_TRUNCATE, "/shared/file"},
        {"truncate64", "193 /shared/truncate64 =0 =0", OB_KIND_CHANGE, OB_CHANGE_TRUNCATE, "/shared/truncate64"},
        {"setxattr", "226 /shared/file user.x y =1 =0", OB_KIND_CHANGE, OB_CHANGE_SETXATTR, "/shared/file"},
        {"mkdir", "39 /shared/made =0755", OB_KIND_CHANGE, OB_CHANGE_MKDIR, "/shared/made"},
        {"mkdirat", "296 =-100 /shared/made-at =0755", OB_KIND_CHANGE, OB_CHANGE_MKDIR, "/shared/made-at"},
        {"rmdir", "40 /shared/made", OB_KIND_CHANGE, OB_CHANGE_RMDIR, "/shared/made"},
        {"mknod", "14 /shared/pipe =010600 =0", OB_KIND_CHANGE, OB_CHANGE_MKNOD, "/shared/pipe"},
        {"mknodat", "297 =-100 /shared/pipe-at =010600 =0", OB_KIND_CHANGE, OB_CHANGE_MKNOD, "/shared/pipe-at"},
        {"unlink", "10 /shared/pipe", OB_KIND_CHANGE, OB_CHANGE_UNLINK, "/shared/pipe"},
        {"unlinkat", "301 =-100 /shared/pipe-at =0", OB_KIND_CHANGE, OB_CHANGE_UNLINK, "/shared/pipe-at"},
    });
}

TEST_F(CompatCalls, MountsAndNamespacesAreSeen) {
    expect_told({
        {"mount", "21 none /mnt tmpfs =0 size=1m", OB_KIND_MOUNT, OB_MOUNT_MOUNT},
        {"umount2", "52 /mnt =2", OB_KIND_MOUNT, OB_MOUNT_UMOUNT},
        {"fsopen", "430 tmpfs =0", OB_KIND_MOUNT, OB_MOUNT_FSOPEN},
        {"open_tree", "428 =-100 /shared =1", OB_KIND_MOUNT, OB_MOUNT_OPEN_TREE},
        {"chroot", "61 /shared", OB_KIND_MOUNT, OB_MOUNT_CHROOT},
        {"unshare", "310 =" + std::to_string(CLONE_NEWUTS), OB_KIND_NAMESPACE, OB_NAMESPACE_UNSHARE},
        {"setns", "/proc/self/ns/uts", OB_KIND_NAMESPACE, OB_NAMESPACE_SETNS, "", "setns32"},
    });
}

TEST_F(CompatCalls, OtherProcessesAreSeen) {
    const auto self = std::to_string(getpid());  // the sensor, to which a container has no business
    expect_told(
        {{"ptrace", "26 =" + std::to_string(PTRACE_SEIZE) + " =" + self, OB_KIND_ACCESS, OB_ACCESS_PTRACE},
         {"process_vm_readv", "347 =" + self, OB_KIND_ACCESS, OB_ACCESS_READ},
         {"process_vm_writev", "348 =" + self, OB_KIND_ACCESS, OB_ACCESS_WRITE},
         {"kill", "37 =" + self + " =0", OB_KIND_ACCESS, OB_ACCESS_SIGNAL},
         {"tkill", "238 =" + self + " =" + std::to_string(SIGCONT), OB_KIND_ACCESS, OB_ACCESS_SIGNAL},
         {"tgkill", "270 =" + self + " =" + self + " =" + std::to_string(SIGURG), OB_KIND_ACCESS, OB_ACCESS_SIGNAL}},
        true);
}

TEST_F(CompatCalls, RareCallsAreSeen) {
    const auto raw = std::to_string(SOCK_RAW);
    expect_told({
        {"bpf", "357 =11 - =12", OB_KIND_KERNEL_CALL, OB_CALL_BPF},
        {"memfd_create", "356 payload =0", OB_KIND_KERNEL_CALL, OB_CALL_MEMFD_CREATE},
        {"socket", "359 =" + std::to_string(AF_INET) + " =" + raw + " =1", OB_KIND_KERNEL_CALL, OB_CALL_SOCKET},
        {"delete_module", "129 none", OB_KIND_KERNEL_CALL, OB_CALL_DELETE_MODULE},
    });
}

TEST_F(CompatCalls, AChangeOfUserIsSeenAsSuch) {
    for (const auto& [number, user] : {std::pair{208u, 65534u}, {164u, 65533u}}) {  // setresuid32, setresuid
        const auto uid = "=" + std::to_string(user);
        ASSERT_EQ(box.run({"call32", std::to_string(number), uid, uid, uid}), 0);
        const auto* change = find<decode::Credential>(key, [uid_after = user](auto&, const decode::Credential& c) {
            return c.op == OB_CREDENTIAL_SET && c.raw->uid == uid_after;
        });
        ASSERT_TRUE(change) << number;
        EXPECT_EQ(change->entry, OB_ENTRY_COMPAT);
        EXPECT_EQ(change->raw->call, number);
    }
}

TEST_F(CompatCalls, ExecutionsAreSeenWithTheirArguments) {
    ASSERT_EQ(box.run({"exec32", "/bin/true", "thirty-two"}), 0);
    const auto* ran = find<decode::Exec>(key, [](auto&, const decode::Exec& e) {
        return e.args.bytes.find("thirty-two") != std::string_view::npos &&
               e.args.bytes.find("exec32") == std::string_view::npos;
    });
    ASSERT_TRUE(ran);
    EXPECT_TRUE(ran->exe.path.container.ends_with("/bin/true"));
    ASSERT_EQ(box.run({"exec32", "/absent/shell"}), ENOENT);
    const auto* failed =
        find<decode::ExecFailed>(key, [](auto&, const decode::ExecFailed& e) { return e.filename == "/absent/shell"; });
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->error, ENOENT);
    EXPECT_EQ(failed->entry, OB_ENTRY_COMPAT);
}

}  // namespace
}  // namespace overboard::test
#endif

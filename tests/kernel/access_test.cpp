// SPDX-License-Identifier: Apache-2.0
// Other processes, by a container in the host's pid namespace, and the
// parts of the kernel that few programs use.
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/objects.h"
#include "support/agent.h"

namespace overboard::test {
namespace {

using decode::Access;
using decode::Event;
using decode::KernelCall;

// A process that only waits, and goes with the test.
class Waiting {
public:
    Waiting() : pid_(fork()) {
        if (pid_ == 0) {
            pause();
            _exit(0);
        }
    }
    ~Waiting() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    std::string text() const { return std::to_string(pid_); }
    unsigned pid() const { return static_cast<unsigned>(pid_); }

private:
    int pid_;
};

struct AccessLive : KernelTest {
    Box box;
    std::uint64_t key = key_of(box);
    Waiting other;

    const Access* access(ob_access_op op) {
        return find<Access>(key, [&](const Event&, const Access& a) { return a.op == op; });
    }
    // In the container, but for the pid namespace, which is the host's.
    int on_host(const std::vector<std::string>& action) {
        std::vector<std::string> argv = {self_path(), "--inside", "action"};
        argv.insert(argv.end(), action.begin(), action.end());
        return box.join(argv, {"ipc", "uts", "net", "mnt"});
    }
};

TEST_F(AccessLive, OfAProcessOfTheHost) {
    const std::pair<ob_access_op, std::vector<std::string>> ways[] = {
        {OB_ACCESS_PTRACE, {"trace", other.text()}},
        {OB_ACCESS_READ, {"read-memory", other.text()}},
        {OB_ACCESS_TAKE_FD, {"take-fd", other.text(), "0"}},
        {OB_ACCESS_SIGNAL, {"signal", other.text(), "0"}},
        {OB_ACCESS_SIGNAL, {"signal-by-pidfd", other.text(), "18"}}};
    for (const auto& [op, way] : ways) {
        kernel.forget();
        ASSERT_EQ(on_host(way), 0) << way[0];
        const auto* seen = access(op);
        ASSERT_TRUE(seen) << way[0];
        EXPECT_EQ(seen->raw->target_tgid, other.pid()) << way[0];
        EXPECT_EQ(seen->raw->target & OB_TARGET_HOST, static_cast<unsigned>(OB_TARGET_HOST)) << way[0];
    }
}

TEST_F(AccessLive, OfAnotherContainerAndOfTheSensor) {
    Box victim;
    const auto its = container_key(kernel, victim);
    ASSERT_EQ(on_host({"signal", std::to_string(victim.pid()), "0"}), 0);
    const auto* seen = access(OB_ACCESS_SIGNAL);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->raw->target_container, its);
    EXPECT_TRUE(seen->raw->target & OB_TARGET_OTHER);
    kernel.forget();
    ASSERT_EQ(on_host({"signal", std::to_string(getpid()), "0"}), 0);
    const auto* sensor = access(OB_ACCESS_SIGNAL);
    ASSERT_TRUE(sensor);
    EXPECT_TRUE(sensor->raw->target & OB_TARGET_SENSOR);
}

TEST_F(AccessLive, ItsOwnChildIsToldAsSuchAndItsOwnSignalsNotAtAll) {
    ASSERT_EQ(box.run({"trace-child"}), 0);
    const auto* seen = access(OB_ACCESS_PTRACE);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->raw->target, static_cast<unsigned>(OB_TARGET_CHILD));
    EXPECT_TRUE(kernel
                    .all([&](const Event& e) {
                        const auto* a = std::get_if<Access>(&e.body);
                        return a && e.task.raw->container == key && a->op == OB_ACCESS_SIGNAL;
                    })
                    .empty());
}

struct KernelCallLive : KernelTest {
    Box box;
    std::uint64_t key = key_of(box);

    const KernelCall* call(ob_kernel_call_name name) {
        return find<KernelCall>(key, [&](const Event&, const KernelCall& k) { return k.call == name; });
    }
};

TEST_F(KernelCallLive, RefusedIsNewsToo) {
    for (const auto& [name, number] :
         {std::pair{"init_module", OB_CALL_INIT_MODULE}, {"kexec_load", OB_CALL_KEXEC_LOAD}}) {
        if (box.run({"drop-user", "65534", "call", name}) != EPERM) continue;  // a kernel without it says ENOSYS
        const auto* seen = call(number);
        ASSERT_TRUE(seen) << name;
        EXPECT_EQ(seen->error, EPERM) << name;
    }
}

TEST_F(KernelCallLive, NamesAndArguments) {
    ASSERT_EQ(box.run({"memfd", "payload"}), 0);
    const auto* memfd = call(OB_CALL_MEMFD_CREATE);
    ASSERT_TRUE(memfd);
    EXPECT_EQ(memfd->name, "payload");
    if (box.run({"add-key", "a key"}) == 0) {
        const auto* key_call = call(OB_CALL_ADD_KEY);
        ASSERT_TRUE(key_call);
        EXPECT_EQ(key_call->name, "a key");
    }
}

// The upper half of a register that the kernel takes an int from is the caller's to fill.
TEST_F(KernelCallLive, NumbersAreThoseThatTheKernelTakes) {
    const auto number = std::to_string(SYS_socket);
    ASSERT_EQ(box.run({"raw", number, "=0x100000011", "=0x100000003", "=0x500000300"}), 0);
    const auto* packet = call(OB_CALL_SOCKET);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->raw->arguments[0], static_cast<unsigned>(AF_PACKET));
    EXPECT_EQ(packet->raw->arguments[1], static_cast<unsigned>(SOCK_RAW));
    EXPECT_EQ(packet->raw->arguments[2], 0x300u);
    EXPECT_EQ(packet->raw->arguments[3], 0u) << "it has three";
}

TEST_F(KernelCallLive, NoneHidesBehindAnotherThatIsLikeItButForAnArgument) {
    const auto netlink = std::to_string(AF_NETLINK), raw = std::to_string(SOCK_RAW);
    for (const char* protocol : {"16", "15"}) ASSERT_EQ(box.run({"socket", netlink, raw, protocol}), 0);
    EXPECT_TRUE(find<KernelCall>(key, [](auto&, const KernelCall& k) { return k.raw->arguments[2] == 16; }));
    EXPECT_TRUE(find<KernelCall>(key, [](auto&, const KernelCall& k) { return k.raw->arguments[2] == 15; }));
}

TEST_F(KernelCallLive, RareSocketsOnly) {
    ASSERT_EQ(box.run({"socket", std::to_string(AF_INET), std::to_string(SOCK_STREAM), "0"}), 0);
    ASSERT_EQ(box.run({"socket", std::to_string(AF_UNIX), std::to_string(SOCK_STREAM), "0"}), 0);
    ASSERT_EQ(box.run({"socket", std::to_string(AF_NETLINK), std::to_string(SOCK_RAW), "0"}), 0);
    ASSERT_EQ(box.run({"socket", std::to_string(AF_INET), std::to_string(SOCK_RAW), "1"}), 0);
    const auto* raw = call(OB_CALL_SOCKET);
    ASSERT_TRUE(raw);
    EXPECT_EQ(raw->raw->arguments[0], static_cast<unsigned>(AF_INET));
    EXPECT_EQ(raw->raw->arguments[1], static_cast<unsigned>(SOCK_RAW));
}

}  // namespace
}  // namespace overboard::test

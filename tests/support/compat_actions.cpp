// SPDX-License-Identifier: Apache-2.0
// System calls by int 0x80: 32-bit entry from a 64-bit process. Pointers must lie below 4 GiB.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "support/actions.h"

namespace overboard::test {

#ifdef __x86_64__
namespace {

using Words = std::vector<std::string>;

// arch/x86/entry/syscalls/syscall_32.tbl
constexpr long kOpen32 = 5, kExecve32 = 11, kSocketcall32 = 102, kSetns32 = 346;
constexpr int kSocket = 1, kConnect = 3;  // uapi/linux/net.h, SYS_SOCKET and SYS_CONNECT of socketcall

// The call's result, negative errno included; as an action's status: 0, or the errno.
int call32(long nr, unsigned long a = 0, unsigned long b = 0, unsigned long c = 0, unsigned long d = 0,
           unsigned long e = 0) {
    long result;
    asm volatile("mov %%rbp, %%r12\n\txor %%ebp, %%ebp\n\tint $0x80\n\tmov %%r12, %%rbp"  // the sixth argument: 0
                 : "=a"(result)
                 : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                 : "memory", "r8", "r9", "r10", "r11", "r12");
    return result < 0 && result > -4096 ? static_cast<int>(-result) : 0;
}

unsigned long low(const void* bytes, std::size_t size) {
    void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    return reinterpret_cast<unsigned long>(std::memcpy(at, bytes, size));
}
unsigned long low(const std::string& text) { return low(text.c_str(), text.size() + 1); }

// NUMBER ARGUMENT...: "=-100" is a number, anything else a text, whose address is the argument.
int act_call32(const Words& w) {
    unsigned long argument[5] = {};
    for (std::size_t i = 2; i < w.size() && i < 7; ++i)
        argument[i - 2] =
            w[i].starts_with('=') ? static_cast<unsigned long>(std::stol(w[i].substr(1), nullptr, 0)) : low(w[i]);
    return call32(std::stol(w[1]), argument[0], argument[1], argument[2], argument[3], argument[4]);
}

// PROGRAM ARGUMENT...
int act_exec32(const Words& w) {
    std::vector<std::uint32_t> argv;
    for (std::size_t i = 1; i < w.size(); ++i) argv.push_back(static_cast<std::uint32_t>(low(w[i])));
    argv.push_back(0);
    return call32(kExecve32, low(w[1]), low(argv.data(), argv.size() * sizeof argv[0]), 0);
}

// FILE: into the namespace behind it.
int act_setns32(const Words& w) {
    const int fd = open(w[1].c_str(), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : call32(kSetns32, static_cast<unsigned long>(fd), 0);
}

int act_open32(const Words& w) {
    const bool write = w.size() > 2 && w[2] == "w";
    return call32(kOpen32, low(w[1]), write ? O_WRONLY | O_APPEND : O_RDONLY);
}

// FAMILY TYPE PROTOCOL, by socketcall
int act_socket32(const Words& w) {
    unsigned args[3] = {};
    for (int i = 0; i < 3; ++i)
        args[i] = static_cast<unsigned>(std::stoul(w[static_cast<std::size_t>(i) + 1], nullptr, 0));
    return call32(kSocketcall32, kSocket, low(args, sizeof args));
}

int act_connect_unix32(const Words& w) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, w[1].data(), std::min(w[1].size(), sizeof address.sun_path - 1));
    const unsigned args[3] = {static_cast<unsigned>(socket(AF_UNIX, SOCK_STREAM, 0)),
                              static_cast<unsigned>(low(&address, sizeof address)),
                              static_cast<unsigned>(offsetof(sockaddr_un, sun_path) + w[1].size() + 1)};
    return call32(kSocketcall32, kConnect, low(args, sizeof args));
}

}  // namespace

const Actions& compat_actions() {
    static const Actions actions = {
        {"call32", act_call32},
        {"exec32", act_exec32},
        {"setns32", act_setns32},
        {"open32", act_open32},
        {"connect-unix32", act_connect_unix32},
        {"socket32", act_socket32},
    };
    return actions;
}
#else
const Actions& compat_actions() {
    static const Actions none;
    return none;
}
#endif

}  // namespace overboard::test

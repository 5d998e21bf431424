// SPDX-License-Identifier: Apache-2.0
#include "incidents/names.h"

#include <arpa/inet.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace overboard::incidents {
namespace {

struct Flag {
    std::uint32_t bits;
    const char* name;
};

// O_SYNC and O_TMPFILE stand before the single bits they include (include/uapi/asm-generic/fcntl.h).
constexpr std::array flag_names{
    Flag{O_CREAT, "O_CREAT"},       Flag{O_EXCL, "O_EXCL"},       Flag{O_NOCTTY, "O_NOCTTY"},
    Flag{O_TRUNC, "O_TRUNC"},       Flag{O_APPEND, "O_APPEND"},   Flag{O_NONBLOCK, "O_NONBLOCK"},
    Flag{O_SYNC, "O_SYNC"},         Flag{O_DSYNC, "O_DSYNC"},     Flag{O_ASYNC, "O_ASYNC"},
    Flag{O_DIRECT, "O_DIRECT"},     Flag{O_TMPFILE, "O_TMPFILE"}, Flag{O_DIRECTORY, "O_DIRECTORY"},
    Flag{O_NOFOLLOW, "O_NOFOLLOW"}, Flag{O_NOATIME, "O_NOATIME"}, Flag{O_CLOEXEC, "O_CLOEXEC"},
    Flag{O_PATH, "O_PATH"},
};

// The kernel sets these by itself: O_LARGEFILE on every 64-bit open, FMODE_EXEC (0x20) on an exec's.
#ifdef __aarch64__
constexpr std::uint32_t implied = 0400000 | 0x20;
#else
constexpr std::uint32_t implied = 0100000 | 0x20;
#endif

}  // namespace

std::string open_flags(std::uint32_t flags) {
    constexpr std::array<const char*, 4> access{"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    std::string out = access[flags & O_ACCMODE];
    flags &= ~(static_cast<std::uint32_t>(O_ACCMODE) | implied);
    for (const Flag& f : flag_names) {
        if ((flags & f.bits) != f.bits) continue;
        out.append("|").append(f.name);
        flags &= ~f.bits;
    }
    if (flags == 0) return out;
    std::array<char, 16> rest{};
    std::snprintf(rest.data(), rest.size(), "|0x%x", flags);
    return out + rest.data();
}

std::string errno_name(int number) {
    if (number == 0) return {};
    const char* name = strerrorname_np(number);
    return name != nullptr ? name : std::to_string(number);
}

std::string device(std::uint32_t s_dev) {
    return std::to_string(s_dev >> 20) + ":" + std::to_string(s_dev & ((1U << 20) - 1));
}

std::string address(const ob_inet& end) {
    if (end.family != AF_INET && end.family != AF_INET6) return {};
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const bool v4 = std::equal(mapped.begin(), mapped.end(), end.addr);
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? end.addr + mapped.size() : end.addr, text.data(), text.size());
    return text.data();
}

std::string endpoint(const ob_inet& end) {
    const std::string host = address(end);
    if (host.empty()) return {};
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(end.port);
}

}  // namespace overboard::incidents

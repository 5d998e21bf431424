// SPDX-License-Identifier: Apache-2.0
#include "unit/engine/random_rules.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "unit/engine/loaded.h"

namespace overboard::test {
namespace {

// Few values, so that rules and events meet.
constexpr const char* kNames[] = {"environ", "shadow", "mem", "a-name-that-is-too-long-for-the-kernels-key"};
constexpr const char* kDirectories[] = {"/", "/1/", "/etc/"};
constexpr const char* kAddresses[] = {"10.0.0.1", "10.0.0.2", "169.254.169.254", "127.0.0.1", "fd00:ec2::254", "::1"};
constexpr std::uint16_t kPorts[] = {80, 443, 2375, 10250};
constexpr std::uint32_t kMagics[] = {0x9fa0, 0x62656572, 0x01021994, 0xef53, 0x794c7630, 0x12345678};
constexpr std::uint32_t kModes[] = {0100644, 0100755, 020666, 040755, 0140666};
constexpr std::uint32_t kFlags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_PATH, 3};

const char* const kTests[] = {"evt.kind = open",
                              "evt.kind = connect",
                              "evt.kind = change",
                              "change.set_id",
                              "not change.set_id",
                              "change.op in (rename, chmod)",
                              "change.node exists",
                              "evt.kind in (exec, open)",
                              "evt.type = openat2",
                              "evt.type in (connect, execve)",
                              "not evt.kind = open",
                              "evt.failed",
                              "evt.res = EACCES",
                              "file.resolved",
                              "not file.resolved",
                              "file.name = environ",
                              "file.name in (shadow, mem)",
                              "not file.name = environ",
                              "file.name != shadow",
                              "file.name startswith env",
                              "file.name = a-name-that-is-too-long-for-the-kernels-key",
                              "file.fs = proc",
                              "file.fs in (proc, sysfs)",
                              "file.fs = tmpfs",
                              "not file.fs = proc",
                              "file.fs exists",
                              "file.own_root",
                              "not file.own_root",
                              "file.own_root = false",
                              "file.write",
                              "file.read",
                              "file.read and file.write",
                              "not file.write",
                              "evt.is_open_write = true",
                              "not evt.is_open_write = true",
                              "evt.is_open_read = true",
                              "not evt.is_open_read = true",
                              "file.type = char",
                              "not file.type = char",
                              "file.type in (file, dir)",
                              "file.host_mounted",
                              "not file.host_mounted",
                              "file.host_class = credentials",
                              "file.host_class exists",
                              "file.host_managed",
                              "not file.host_managed",
                              "file.host_path startswith /etc",
                              "file.path contains 1",
                              "file.asked contains environ",
                              "fd.name = /etc/shadow",
                              "fd.name in (/mnt/etc/shadow, /mem, /1/environ)",
                              "file.path in (/etc/environ, /mem)",
                              "fd.filename = environ",
                              "not fd.name = /mem",
                              "fd.name contains environ",
                              "fd.typechar = f",
                              "fd.typechar = 4",
                              "fd.type = unix",
                              "fd.name exists",
                              "file.proc_self",
                              "file.proc_pid = 1",
                              "socket.family = unix",
                              "socket.family in (ipv4, ipv6)",
                              "socket.peer_ip = 10.0.0.1",
                              "fd.sip in (169.254.169.254, fd00:ec2::254)",
                              "socket.peer_ip in (10.0.0.0/30)",
                              "not socket.peer_ip = 10.0.0.1",
                              "socket.peer_ip != 10.0.0.1",
                              "socket.peer_port = 443",
                              "fd.sport in (2375, 10250)",
                              "fd.rport > 400",
                              "not socket.peer_port = 80",
                              "socket.peer_port exists",
                              "socket.peer_loopback",
                              "not socket.peer_loopback",
                              "socket.peer_outside",
                              "not socket.peer_outside",
                              "socket.peer_is_runtime",
                              "socket.peer_pid = 5",
                              "socket.resolved",
                              "container",
                              "not container",
                              "proc.name = x",
                              "exec.asked = /bin/sh"};

// Pieces of the names above and others, for the operators that look at a part of the text.
constexpr const char* kTextFields[] = {"file.name",  "file.path",    "fd.name",      "fd.directory", "file.asked",
                                       "proc.name",  "proc.exepath", "proc.exe",     "proc.cmdline", "proc.argv[1]",
                                       "exec.asked", "exec.program", "evt.kind",     "proc.cwd",     "file.host_path",
                                       "proc.aname", "proc.argv",    "server.chain", "proc.aname[2]"};
constexpr const char* kPieces[] = {"environ", "env", "shadow",          "/etc", "/etc/", "/1",      "n",
                                   "ENV",     "mem", "/mnt/etc/shadow", "sh",   "/bin",  "/bin/sh", "-c",
                                   "openat2", "cat", "a-n-a",           "an",   "na",    "/e"};
constexpr const char* kPatterns[] = {"*env*", "/etc/*", "*shadow", "/?tc/*", "/*/1/[a-z]nviron",
                                     "s[hn]", "*",      "openat?", "\\*x",   "*A*"};
constexpr const char* kRegexes[] = {"/etc/.*", ".*env.*", "(sh|bash)", "[a-z]+", ".*[0-9].*", "/mnt/(1|etc)/.*", "a.*"};

std::string list_of_pieces(Dice& dice) {
    std::string out;
    for (unsigned more = 1 + dice.roll(12); more > 0; --more)
        out += (out.empty() ? "" : ", ") + std::string{dice.pick(kPieces)};
    return "(" + out + ")";
}

std::string text_test(Dice& dice) {
    constexpr const char* one[] = {"=", "!=", "contains", "icontains", "startswith", "endswith"};
    constexpr const char* several[] = {"in", "intersects", "pmatch"};
    const std::string field = dice.pick(kTextFields);
    switch (dice.roll(5)) {
        case 0:
            return field + " " + dice.pick(several) + " " + list_of_pieces(dice);
        case 1:
            return field + (dice.roll(2) ? " glob \"" : " iglob \"") + dice.pick(kPatterns) + "\"";
        case 2:
            return field + " regex \"" + dice.pick(kRegexes) + "\"";
        default:
            return field + " " + dice.pick(one) + " \"" + dice.pick(kPieces) + "\"";
    }
}

}  // namespace

std::string comparison(Dice& dice) { return dice.roll(3) ? std::string{dice.pick(kTests)} : text_test(dice); }

std::string condition(Dice& dice, int depth) {
    const auto kind = depth == 0 ? 0 : dice.roll(5);
    if (kind <= 1) return comparison(dice);
    if (kind == 2) return "not (" + condition(dice, depth - 1) + ")";
    return "(" + condition(dice, depth - 1) + (kind == 3 ? " and " : " or ") + condition(dice, depth - 1) + ")";
}

std::string conjunction(Dice& dice) {
    std::string out = condition(dice, 3);
    for (unsigned more = dice.roll(4); more > 0; --more) out += std::string{" and "} + condition(dice, 1);
    return out;
}

std::string random_rules(Dice& dice) {
    std::string out;
    const auto count = 1 + dice.roll(3);
    for (unsigned i = 0; i < count; ++i) out += rule("r" + std::to_string(i), conjunction(dice));
    return out;
}

namespace {

Decoded random_open(Dice& dice) {
    const std::string path = std::string{dice.pick(kDirectories)} + dice.pick(kNames);
    if (dice.roll(5) == 0) return open_denied("/proc" + path, EACCES, dice.pick(kFlags)).container(7).event();
    FileSpec file{dice.roll(2) ? path : "/mnt" + path, path};
    if (dice.roll(4) == 0) file.container = std::string{dice.pick(kDirectories)} + dice.pick(kNames);  // mounted there
    file.magic = dice.pick(kMagics);
    file.mode = dice.pick(kModes);
    file.flags = dice.roll(3) == 0 ? OB_FILE_OWN_ROOT : 0;
    return open(file, dice.pick(kFlags)).container(7).event();
}

Decoded random_change(Dice& dice) {
    const std::string path = std::string{dice.pick(kDirectories)} + dice.pick(kNames);
    const auto op = static_cast<ob_change_op>(dice.roll(OB_CHANGES));
    if (dice.roll(5) == 0) return change_by_name(op, path).container(7).event();
    FileSpec file{dice.roll(2) ? path : "/mnt" + path, path};
    file.magic = dice.pick(kMagics);
    file.mode = dice.pick(kModes);
    file.flags = dice.roll(2) ? OB_FILE_OWN_ROOT : 0;
    return change(op, file)
        .container(7)
        .with([&](auto& wire, auto&) {
            wire.mode = dice.pick(kModes) | (dice.roll(3) ? 0 : S_ISUID);
            wire.error = dice.roll(4) ? 0 : -EACCES;
        })
        .event();
}

Decoded random_connect(Dice& dice) {
    const int error = dice.roll(4) ? 0 : ECONNREFUSED;
    if (dice.roll(2)) return connect_inet(dice.pick(kAddresses), dice.pick(kPorts)).container(7).error(error).event();
    const std::string path = std::string{"/run/"} + dice.pick(kNames);
    return connect_unix(path, FileSpec{path, ""}, dice.roll(3) ? 5 : 0, dice.roll(2) ? 7 : 0)
        .container(7)
        .error(error)
        .event();
}

Decoded random_exec(Dice& dice) {
    std::vector<std::string> args{dice.pick(kPieces), dice.pick(kPieces), "x\ny"};
    return exec(dice.roll(2) ? "/bin/sh" : "/usr/bin/cat")
        .args(args)
        .cwd("/etc")
        .comm(dice.pick(kPieces))
        .container(7)
        .event();
}

}  // namespace

Decoded random_event(Dice& dice) {
    switch (dice.roll(8)) {
        case 0:
            return random_exec(dice);
        case 1:
            return dice.roll(4) ? random_change(dice) : exec_failed("/bin/sh").container(7).event();
        case 2:
        case 3:
        case 4:
            return random_connect(dice);
        default:
            return random_open(dice);
    }
}

void enrich(Dice& dice, Observed& seen) {
    const auto cls = dice.roll(2) ? enrich::HostClass::credentials : enrich::HostClass::other;
    if (dice.roll(2)) seen.host("/etc/x", cls, dice.roll(2));
    if (dice.roll(2)) seen.runtime("docker");
    for (unsigned more = dice.roll(3); more > 0; --more) seen.parent(dice.roll(2) ? "/bin/sh" : "/bin/cat", 2 + more);
}

}  // namespace overboard::test

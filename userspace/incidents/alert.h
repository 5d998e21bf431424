// SPDX-License-Identifier: Apache-2.0
// An alert as it is delivered: the schema overboard.alert/v1. Strings are redacted, bounded and valid
// UTF-8 from here on; nothing after this room may add a raw one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/finding.h"

namespace overboard::incidents {

struct AlertContainer {
    std::string id, name, image, image_digest, runtime;
    std::string nested_id;  // an inner container's id that nothing but a name vouches for; empty: none
    std::optional<bool> privileged;
};
struct AlertPod {
    std::string name, ns, uid;
};
struct AlertProcess {
    std::uint32_t pid = 0, ns_pid = 0, uid = 0;
    std::string exe, cwd, start_time;
    std::vector<std::string> args;
    bool args_truncated = false;
};
struct AlertAncestor {
    std::uint32_t pid = 0;
    std::string exe;
    std::vector<std::string> args;
};
struct AlertWeb {
    std::uint32_t server_pid = 0;
    std::string server_exe, kind;
    std::vector<std::string> server_args;
    std::uint16_t port = 0;
    std::vector<std::string> peers;  // "10.0.3.7:51122", "[::1]:80"
    bool peer_certain = false;
};
struct AlertFile {
    std::string path, host_path, host_class, name;
    std::string flags;   // "O_RDONLY|O_CLOEXEC"
    std::string device;  // "254:0"
    std::uint64_t inode = 0;
    bool resolved = false;
    std::string error;   // "EACCES"; empty when it succeeded
    std::string change;  // "rename", "chmod", ...; empty for an open
    std::string other;   // rename, link: the other name; symlink: its text; the attribute
};
struct AlertSocket {
    std::string family;  // "unix", "ipv4", "ipv6"
    std::string peer_path, host_path, peer_ip, peer_exe;
    std::uint16_t peer_port = 0;
    std::uint32_t peer_pid = 0;
    bool resolved = false;
    std::string error;
};

struct Alert {
    std::string id, dedup_key, time, node;
    std::int64_t wall_ns = 0;
    std::uint64_t kernel_ns = 0;  // CLOCK_BOOTTIME of the event
    std::string rule, rule_id, message;
    engine::Priority priority = engine::Priority::notice;
    std::vector<std::string> tags, also_matched;
    std::uint64_t count = 1;
    std::optional<AlertContainer> container;
    std::optional<AlertPod> pod;
    AlertProcess process;
    std::vector<AlertAncestor> ancestors;
    std::optional<AlertWeb> web;
    std::optional<AlertFile> file;
    std::optional<AlertSocket> socket;
    std::vector<std::pair<std::string, std::string>> evidence;
    std::string remediation_pod, remediation_app;
    std::vector<std::string> references;
};

}  // namespace overboard::incidents

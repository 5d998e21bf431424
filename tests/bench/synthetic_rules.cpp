// SPDX-License-Identifier: Apache-2.0
#include "synthetic_rules.h"

#include <spdlog/fmt/fmt.h>

namespace overboard::bench {
namespace {

std::string condition(int i) {
    const int twentieth = i % 20;
    if (twentieth == 0) return fmt::format("opened and fd.name regex \"/srv/tenant{}/[a-z0-9]+/.*[.]key\"", i);
    switch (twentieth % 20) {
        case 1:
            return fmt::format("opened and fd.name contains /vault{}/", i);
        case 2:
            return fmt::format("spawned and proc.cmdline contains \"--token-{}=\"", i);
        case 3:
            return fmt::format("opened and file.write and fd.name contains .backup{}.", i);
    }
    switch (twentieth % 5) {
        case 0:
            return fmt::format("opened and file.name = secret{}.pem", i);
        case 1:
            return fmt::format("opened and fd.name startswith /opt/app{}/private/", i);
        case 2:
            return fmt::format("spawned and proc.exe_name in (tool{0}a, tool{0}b, tool{0}c)", i);
        case 3:
            return fmt::format("connected and socket.peer_port = {}", 1024 + i % 18000);
        default:
            return fmt::format("opened and file.write and fd.directory = /etc/service{}", i);
    }
}

}  // namespace

std::string synthetic_rules(int count) {
    std::string out =
        "- macro: opened\n  condition: (container and evt.kind = open and file.resolved)\n"
        "- macro: spawned\n  condition: (container and evt.kind = exec)\n"
        "- macro: connected\n  condition: (container and evt.kind = connect)\n";
    for (int i = 0; i < count; ++i)
        out += fmt::format(
            "- rule: Synthetic {0}\n  id: synthetic-{0}\n  desc: One of many.\n  condition: {1}\n"
            "  output: '%proc.exepath in %container.name: %fd.name'\n  priority: WARNING\n",
            i, condition(i));
    return out;
}

}  // namespace overboard::bench

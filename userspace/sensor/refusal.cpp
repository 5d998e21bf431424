// SPDX-License-Identifier: Apache-2.0
#include "sensor/refusal.h"

#include <unistd.h>

#include <spdlog/fmt/fmt.h>
#include <filesystem>
#include <functional>
#include <random>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"

namespace overboard::sensor {
namespace {

constexpr std::size_t most_of_a_reason = 1024;

// A ULID: the time, then chance, since no event of the kernel's tells two of them apart.
std::string new_id(std::int64_t wall_ns) {
    constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::random_device chance;
    std::string out;
    for (int shift = 45; shift >= 0; shift -= 5)
        out += digits[static_cast<std::size_t>(wall_ns / 1'000'000 >> shift & 31)];
    while (out.size() < 26) out += digits[chance() & 31];
    return out;
}

}  // namespace

incidents::Alert refused_rules(const std::string& node, const std::string& why, std::int64_t wall_ns) {
    incidents::Alert out;
    out.wall_ns = wall_ns;
    out.time = base::rfc3339(wall_ns);
    out.id = new_id(wall_ns);
    out.node = node;
    out.rule = "Rules or configuration refused";
    out.rule_id = "rules-refused";
    out.priority = engine::Priority::warning;
    out.message = "new rules or a new configuration are refused, and the former ones stay in use: " +
                  base::printable(why).substr(0, most_of_a_reason);
    out.dedup_key = fmt::format("rules-refused-{:016x}", std::hash<std::string>{}(node + '\0' + why));
    out.tags = {"rules-refused", "T1562.001", "SOC2-CC8.1", "PCI-DSS-10.7.2"};
    out.remediation_pod =
        "Correct the ConfigMap or the file that the message names; overboard check shows each fault "
        "with its place. It is read again within half a minute.";
    out.process.pid = static_cast<std::uint32_t>(getpid());
    std::error_code unreadable;
    out.process.exe = base::printable(std::filesystem::read_symlink("/proc/self/exe", unreadable).string());
    return out;
}

}  // namespace overboard::sensor

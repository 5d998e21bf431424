// SPDX-License-Identifier: Apache-2.0
// born.*: what a container was born with, as the kernel saw its first exec.
#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = std::int64_t (*)(const ob_event_container&);
template <Read read>
Value of_birth(Context& c, int) {
    const auto* k = body<decode::Container>(c);
    return k && k->raw ? Value{read(*k->raw)} : Value{};
}

std::int64_t effective(const ob_event_container& k) { return static_cast<std::int64_t>(k.effective); }
std::int64_t bounding(const ob_event_container& k) { return static_cast<std::int64_t>(k.bounding); }
std::int64_t mounts(const ob_event_container& k) { return k.mnt_ns; }
std::int64_t pids(const ob_event_container& k) { return k.pid_ns; }
std::int64_t network(const ob_event_container& k) { return k.net_ns; }
std::int64_t users(const ob_event_container& k) { return k.user_ns; }

constexpr Field kRows[] = {
    {"born.effective", Type::number, "Effective capabilities of the first process, a bit per capability.",
     of_birth<effective>},
    {"born.bounding", Type::number, "Its bounding set.", of_birth<bounding>},
    {"born.mnt_ns", Type::number, "Inode of its mount namespace.", of_birth<mounts>},
    {"born.pid_ns", Type::number, "Inode of its pid namespace.", of_birth<pids>},
    {"born.net_ns", Type::number, "Inode of its network namespace.", of_birth<network>},
    {"born.user_ns", Type::number, "Inode of its user namespace.", of_birth<users>},
};

constexpr std::string_view kCalls[] = {"container"};

}  // namespace

Rows container_rows() { return kRows; }
SystemCalls container_calls() { return {kCalls}; }

}  // namespace overboard::fields

// SPDX-License-Identifier: Apache-2.0
#include "source/attach.h"

#include <algorithm>
#include <iterator>

#include "bpf/wire/events.h"

namespace overboard::source {
namespace {

constexpr std::uint64_t bit(ob_kind kind) { return std::uint64_t{1} << kind; }

// A program, or several that begin so, and all that it tells. A hook with a program of its own gets a row here, unless
// identity or lineage need what it sees: io_uring's completions may be accepts, SYN_SENT comes with LISTEN.
struct Row {
    std::string_view program;
    std::uint64_t kinds;
};
constexpr Row kRows[] = {
    {"on_uring_submit", bit(OB_KIND_OPEN) | bit(OB_KIND_CONNECT) | bit(OB_KIND_CHANGE) | bit(OB_KIND_KERNEL_CALL)},
};

}  // namespace

bool is_needed(std::string_view program, std::uint64_t kinds) {
    const auto row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return program.starts_with(r.program); });
    return row == std::end(kRows) || (row->kinds & kinds);
}

}  // namespace overboard::source

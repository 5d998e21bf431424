// SPDX-License-Identifier: Apache-2.0
// container.mount*: what was mounted into the container, as its bundle says.
#include <fnmatch.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

using enrich::Mount;
using Text = const std::string& (*)(const Mount&);

const std::string& source(const Mount& m) { return m.source; }
const std::string& destination(const Mount& m) { return m.destination; }

const Mount* by_index(const Context& c, int index) {
    if (!c.seen.container || index < 0) return nullptr;
    const auto& mounts = c.seen.container->mounts;
    return static_cast<std::size_t>(index) < mounts.size() ? &mounts[static_cast<std::size_t>(index)] : nullptr;
}

// The first mount whose path the pattern matches, as Falco has it.
const Mount* by_pattern(const Context& c, std::string_view pattern, Text key) {
    if (!c.seen.container) return nullptr;
    const std::string wanted{pattern};
    for (const auto& one : c.seen.container->mounts)
        if (fnmatch(wanted.c_str(), key(one).c_str(), 0) == 0) return &one;
    return nullptr;
}

Value read_write(Context&, const Mount& m) { return std::string_view{m.read_only ? "false" : "true"}; }
Value source_of(Context&, const Mount& m) { return known(m.source); }
Value destination_of(Context&, const Mount& m) { return known(m.destination); }

// source:destination:kind:writable
Value whole(Context& c, const Mount& m) {
    c.scratch = m.source + ':' + m.destination + ':' + m.type + ':' + (m.read_only ? "false" : "true");
    return std::string_view{c.scratch};
}

using Show = Value (*)(Context&, const Mount&);

template <Show show>
Value at(Context& c, int index) {
    const auto* one = by_index(c, index);
    return one ? show(c, *one) : Value{};
}

template <Show show, Text key>
Value like(Context& c, std::string_view pattern) {
    const auto* one = by_pattern(c, pattern, key);
    return one ? show(c, *one) : Value{};
}

Value every(Context& c, int) {
    if (!c.seen.container || c.seen.container->mounts.empty()) return {};
    std::string out;
    for (const auto& one : c.seen.container->mounts) {
        whole(c, one);
        out += (out.empty() ? "" : " ") + c.scratch;
    }
    c.scratch = std::move(out);
    return std::string_view{c.scratch};
}

constexpr auto kAlways = ~std::uint64_t{0};

constexpr Field kRows[] = {
    {"container.mounts", Type::text, "All mounts of the bundle, source:destination:kind:writable, joined by blanks.",
     every},
    {"container.mount", Type::text, "The n-th mount, or the first whose source is like [pattern], as container.mounts.",
     at<whole>, true, false, kAlways, like<whole, source>},
    {"container.mount.source", Type::text, "Source of the n-th mount, or of the first whose destination is like it.",
     at<source_of>, true, false, kAlways, like<source_of, destination>},
    {"container.mount.dest", Type::text, "Destination of the n-th mount, or of the first whose source is like it.",
     at<destination_of>, true, false, kAlways, like<destination_of, source>},
    {"container.mount.rdwr", Type::text, "Whether the n-th mount, or the first with such a source, is writable.",
     at<read_write>, true, false, kAlways, like<read_write, source>},
};

}  // namespace

Rows mount_list_rows() { return kRows; }

}  // namespace overboard::fields

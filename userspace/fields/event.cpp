// SPDX-License-Identifier: Apache-2.0
// evt.*: the event as such, whatever it is.
#include <cstring>
#include <ctime>
#include <utility>

#include "fields/rows.h"

namespace overboard::fields {

SystemCalls system_calls(ob_kind kind) {
    switch (kind) {
#define X(upper, lower, ring) \
    case OB_KIND_##upper:     \
        return lower##_calls();
        OB_EVENTS(X)
#undef X
        default:
            return {};
    }
}

namespace {

Value kind(Context& c, int) {
    switch (c.seen.event->kind()) {
#define X(upper, lower, ring) \
    case OB_KIND_##upper:     \
        return std::string_view{#lower};
        OB_EVENTS(X)
#undef X
        default:
            return {};
    }
}

Value type(Context& c, int) {
    const auto calls = system_calls(c.seen.event->kind());
    const auto names = calls.of ? calls.of(*c.seen.event) : calls.names;
    return names.empty() ? Value{} : Value{names};
}

int error_of(const Context& c) { return decode::error_of(c.seen.event->body); }

Value entry_name(ob_entry entry) {
    switch (entry) {
        case OB_ENTRY_COMPAT:
            return std::string_view{"compat"};
        case OB_ENTRY_IO_URING:
            return std::string_view{"io_uring"};
        default:
            return std::string_view{"syscall"};
    }
}

Value entry(Context& c, int) {
    const auto* how = decode::entry_of(c.seen.event->body);
    return how ? entry_name(*how) : Value{};
}

Value result(Context& c, int) {
    const int error = error_of(c);
    if (error == 0) return std::string_view{"SUCCESS"};
    const char* name = strerrorname_np(error);
    if (name) return std::string_view{name};
    c.scratch = std::to_string(error);
    return std::string_view{c.scratch};
}

// A system call gives its error negated.
Value raw_result(Context& c, int) { return number(-error_of(c)); }

Value time_text(Context& c, int) {
    const std::time_t seconds = c.seen.wall_ns / 1'000'000'000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char whole[32];
    const auto length = std::strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S", &parts);
    std::string fraction = std::to_string(1'000'000'000 + c.seen.wall_ns % 1'000'000'000);
    c.scratch.assign(whole, length).append(".").append(fraction, 1).append("Z");
    return std::string_view{c.scratch};
}

template <std::size_t... at>
constexpr std::uint64_t kinds_with_entry(std::index_sequence<at...>) {
    return ((requires { &std::variant_alternative_t<at, decode::Body>::entry; } ? std::uint64_t{2} << at : 0) | ...);
}
constexpr auto kWithEntry = kinds_with_entry(std::make_index_sequence<std::variant_size_v<decode::Body>>());

constexpr std::string_view kKinds[] = {
#define X(upper, lower, ring) #lower,
    OB_EVENTS(X)
#undef X
};
constexpr Field always(Field row) {
    row.always = true;
    return row;
}
constexpr Field number_from(Field row, std::int64_t lowest) {
    row.lowest = lowest;
    return row;
}

constexpr std::string_view kDirection[] = {"<"}, kSource[] = {"syscall"};

constexpr Field kRows[] = {
    {"evt.kind", Type::text,
     "What happened: "
#define X(upper, lower, ring) #lower ", "
     OB_EVENTS(X)
#undef X
         "by the list of events.",
     kind, false, false, ~std::uint64_t{0}, nullptr, kKinds},
    {"evt.type", Type::list, "Names of the system calls that can lead to such an event, the usual one first.", type},
    always({"evt.dir", Type::text, "Always '<': an event is seen when its outcome is known.",
            [](Context&, int) -> Value { return kDirection[0]; }, false, false, ~std::uint64_t{0}, nullptr,
            kDirection}),
    {"evt.time", Type::text, "When it happened, UTC, RFC 3339 with nanoseconds.", time_text},
    {"evt.rawtime", Type::number, "When it happened, nanoseconds since 1970.",
     [](Context& c, int) { return number(c.seen.wall_ns); }},
    always(number_from({"evt.num", Type::number, "Sequence number of its record on its ring and CPU, counted from 1.",
                        [](Context& c, int) { return number(c.seen.event->record->seq + 1); }},
                       1)),
    {"evt.cpu", Type::number, "CPU it happened on.", [](Context& c, int) { return number(c.seen.event->record->cpu); }},
    {"evt.folded", Type::number, "How many like events the kernel counted instead of sending them since the last one.",
     [](Context& c, int) { return number(c.seen.event->record->folded); }},
    {"evt.res", Type::text, "SUCCESS, or the name of the error such as EACCES.", result},
    always({"evt.rawres",
            Type::number,
            "0 when the call succeeded, else the error's number negated. What it gave is not kept.",
            raw_result,
            false,
            false,
            ~std::uint64_t{0},
            nullptr,
            {},
            -4095,
            0}),
    {"evt.source", Type::text, "Always syscall.", [](Context&, int) -> Value { return kSource[0]; }, false, false,
     ~std::uint64_t{0}, nullptr, kSource},
    {"evt.time.iso8601", Type::text, "The same as evt.time.", time_text},
    {"evt.datetime", Type::text, "The same as evt.time.", time_text},
    {"evt.failed", Type::boolean, "The call was refused or failed.",
     [](Context& c, int) -> Value { return error_of(c) != 0; }},
    {"evt.entry", Type::text, "How the kernel was entered: syscall, compat (32-bit) or io_uring.", entry, false, false,
     kWithEntry},
};

}  // namespace

Rows event_rows() { return kRows; }

}  // namespace overboard::fields

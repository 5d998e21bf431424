// SPDX-License-Identifier: Apache-2.0
// The fields that conditions and outputs may name. Name, type, documentation and extractor stand in one
// row; the rows of an event's fields stand in fields/<event>.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "enrich/observation.h"

namespace overboard::fields {

enum class Type : std::uint8_t { boolean, number, text, address, list };

// Absent (monostate) compares equal to nothing: a condition on it is false, its negation true.
// Text views live as long as the observation and the context. A list holds text: a comparison is true when it is
// true for one of its elements. An address is text of 16 bytes, network order, IPv4 as ::ffff:a.b.c.d.
using Value = std::variant<std::monostate, bool, std::int64_t, std::string_view, std::span<const std::string_view>>;

// What an extractor may read besides the observation, and scratch space it may build text in: one extraction may
// end the views of the one before.
struct Context {
    const enrich::Observation& seen;
    const enrich::Ancestry& ancestry;
    std::string scratch{};
    std::vector<std::string_view> items{};
};

// argument: the number in proc.aname[2]; -1 when the field was written without one.
using Extract = Value (*)(Context&, int argument);
// The same of a field that takes a name, as in container.mount.dest[/data].
using ExtractNamed = Value (*)(Context&, std::string_view name);

struct Field {
    std::string_view name;
    Type type;
    std::string_view doc;  // one sentence: meaning, unit, when absent
    Extract extract;
    bool takes_argument = false;
    bool writable = false;                                 // the judged process itself can choose this value
    std::uint64_t kinds = ~std::uint64_t{0};               // bit 1 << ob_kind: where it can be present
    ExtractNamed named = nullptr;                          // takes a name in [ ], too
    std::span<const std::string_view> values{};            // all it can be; empty: anything
    std::int64_t lowest = INT64_MIN, highest = INT64_MAX;  // of a number
    std::string_view unobserved{};  // why it is always absent here; kinds is 0 then. A clause without its full stop
    bool learnt = false;            // it tells of habits (userspace/baseline): no invariant rests on it
    bool always = false;            // never absent
};

// Every field, sorted by name. One list: what is not in it does not exist.
std::span<const Field> all();
const Field* find(std::string_view name);
// The field's nearest name by edit distance, for hints; "" when nothing is near.
std::string_view nearest(std::string_view name);
// The value as outputs and evidence show it, appended to out: "<NA>" when absent, a list joined by spaces.
void print(Type type, const Value& value, std::string& out);
inline void print(const Field& field, const Value& value, std::string& out) { print(field.type, value, out); }
const char* type_name(Type type);
using Names = std::span<const std::string_view>;

// What evt.type is of the events of a kind: Falco names system calls; here several of them end in one event, and any of
// their names is true of it.
struct SystemCalls {
    Names names;                                        // all that lead to such an event, the usual one first
    Names (*of)(const decode::Event& event) = nullptr;  // set when an event is one of them alone, or some: those it is
};
SystemCalls system_calls(ob_kind kind);

// What evt.type may be compared with.
struct EventType {
    std::string_view name;
    std::uint64_t kinds = 0;        // the events it leads to: bit 1 << ob_kind; 0: it is not observed
    std::string_view unobserved{};  // why; a clause without its full stop
};
std::span<const EventType> event_types();  // sorted by name
const EventType* find_event_type(std::string_view name);

// The field that stands for all of a Falco plugin's ("ka.verb": "ka.*"); null for what belongs to none that is known.
const Field* plugin_field(std::string_view name);

}  // namespace overboard::fields

// SPDX-License-Identifier: Apache-2.0
// threshold: {count: 50, within: 60s, distinct: [socket.peer_ip, socket.peer_port], per: container}
#include <algorithm>
#include <charconv>

#include "engine/item.h"

namespace overboard::engine {
namespace {

// "60s", "500ms", "5m"; 0: none of these.
std::uint64_t nanoseconds(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > Threshold::max_within_ns) return 0;
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    const std::uint64_t scale = unit == "ms"  ? 1'000'000
                                : unit == "s" ? 1'000'000'000
                                : unit == "m" ? 60'000'000'000
                                              : 0;
    return scale && number <= Threshold::max_within_ns / scale ? number * scale : 0;
}

void set_count(const Item& item, const YamlNode& value, Threshold& out) {
    std::uint32_t number = 0;
    const auto& text = value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool good = error == std::errc{} && end == text.data() + text.size() && number >= 2;
    if (good && number <= Threshold::max_count)
        out.count = number;
    else
        item.error(value, "'count' must be a number from 2 to " + std::to_string(Threshold::max_count));
}

void set_within(const Item& item, const YamlNode& value, Threshold& out) {
    out.within_ns = nanoseconds(value.text);
    if (!out.within_ns) item.error(value, "'within' must be a time of one hour at most", "within: 60s");
}

void set_per(const Item& item, const YamlNode& value, Threshold& out) {
    using enum Threshold::Per;
    if (value.text == "container")
        out.per = container;
    else if (value.text == "lineage")
        out.per = lineage;
    else if (value.text == "process")
        out.per = process;
    else
        item.error(value, "'per' must be container, lineage or process", "per: container");
}

void set_distinct(const Item& item, const YamlNode& value, Threshold& out) {
    const auto names = item.texts(value, "distinct");
    if (!names) return;
    for (const auto& name : *names)
        if (!fields::find(name))
            item.error(value, "there is no field '" + name + "'", std::string{fields::nearest(name)});
    out.distinct = *names;
}

struct Part {
    std::string_view name;
    void (*set)(const Item&, const YamlNode&, Threshold&);
};
constexpr Part kParts[] = {{"count", set_count}, {"within", set_within}, {"per", set_per}, {"distinct", set_distinct}};

}  // namespace

void read_threshold(const Item& item, const YamlNode& value, Threshold& into) {
    Threshold out;
    bool count = false, within = false;
    for (const auto& [key, part] : value.entries) {
        const auto* row = std::ranges::find(kParts, std::string_view{key->text}, &Part::name);
        if (row == std::end(kParts))
            item.error(*key, "unknown key '" + key->text + "' in 'threshold'", "count, within, per or distinct");
        else
            row->set(item, *part, out);
        count |= key->text == "count";
        within |= key->text == "within";
    }
    if (!count || !within)
        item.error(value, "'threshold' must say how many events within what time",
                   "threshold: {count: 50, within: 60s}");
    if (out.count && out.within_ns) into = std::move(out);
}

}  // namespace overboard::engine

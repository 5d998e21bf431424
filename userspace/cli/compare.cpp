// SPDX-License-Identifier: Apache-2.0
#include "cli/compare.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sinks/sink.h"

namespace overboard::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t max_examples = 3;
constexpr std::size_t max_kept = 256 << 20;  // a recording may hold any number of alerts

std::uint64_t total(const auto& groups) {
    std::uint64_t out = 0;
    for (const auto& [rule, group] : groups) out += group.count;
    return out;
}

std::string counted(std::uint64_t count, const char* does, const char* do_it) {
    return std::to_string(count) + (count == 1 ? " alert " : " alerts ") + (count == 1 ? does : do_it);
}

void lines(const char* mark, const auto& groups, std::string& out) {
    for (const auto& [rule, group] : groups) {
        out += std::string(mark) + " " + rule + "  " + std::to_string(group.count) + "\n";
        for (const auto* example : group.examples) {
            const Json alert = Json::parse(example->json, nullptr, false);
            out += "    " + alert.value("time", "") + "  " + alert.value("message", "") + "\n";
        }
    }
}

Json object(const auto& groups) {
    Json out = Json::object();
    for (const auto& [rule, group] : groups) {
        Json examples = Json::array();
        for (const auto* example : group.examples) examples.push_back(Json::parse(example->json, nullptr, false));
        out[rule] = {{"count", group.count}, {"examples", std::move(examples)}};
    }
    return out;
}

}  // namespace

void Comparison::put(Alerts& alerts, const incidents::Alert& alert) {
    std::string json = sinks::render(alert, sinks::Format::json);
    const std::size_t hash = std::hash<std::string>()(json);
    if (kept_ + json.size() > max_kept) json.clear();
    kept_ += json.size();
    alerts[alert.id] = {alert.rule_id, hash, std::move(json)};
}

void Comparison::add(const incidents::Alert& alert) { put(here_, alert); }
void Comparison::against(const incidents::Alert& alert) { put(there_, alert); }

// Examples are the earliest: an id begins with its time, and so does the rendered alert.
Comparison::ByRule Comparison::missing(const Alerts& from, const Alerts& in) {
    ByRule out;
    std::map<std::string_view, const Raised*> sorted;
    for (const auto& [id, raised] : in)
        if (!from.contains(id)) sorted.emplace(id, &raised);
    for (const auto& [id, raised] : sorted) {
        Group& group = out[raised->rule];
        ++group.count;
        if (group.examples.size() < max_examples && !raised->json.empty()) group.examples.push_back(raised);
    }
    return out;
}

Comparison::ByRule Comparison::changed() const {
    ByRule out;
    std::map<std::string_view, const Raised*> sorted;
    for (const auto& [id, raised] : here_)
        if (const auto other = there_.find(id); other != there_.end() && other->second.hash != raised.hash)
            sorted.emplace(id, &raised);
    for (const auto& [id, raised] : sorted) {
        Group& group = out[raised->rule];
        ++group.count;
        if (group.examples.size() < max_examples && !raised->json.empty()) group.examples.push_back(raised);
    }
    return out;
}

bool Comparison::same() const {
    return missing(there_, here_).empty() && missing(here_, there_).empty() && changed().empty();
}

std::string Comparison::text() const {
    const auto appear = missing(there_, here_), disappear = missing(here_, there_), change = changed();
    const std::uint64_t stay = here_.size() - total(appear) - total(change);
    std::string out = counted(total(appear), "appears", "appear") + ", " + std::to_string(total(disappear)) +
                      (total(disappear) == 1 ? " disappears, " : " disappear, ") + std::to_string(total(change)) +
                      (total(change) == 1 ? " changes, " : " change, ") + std::to_string(stay) +
                      (stay == 1 ? " stays\n" : " stay\n");
    lines("+", appear, out);
    lines("-", disappear, out);
    lines("~", change, out);
    return out;
}

std::string Comparison::json() const {
    const auto appear = missing(there_, here_), change = changed();
    const Json out = {{"alerts", here_.size()},
                      {"against", there_.size()},
                      {"same", here_.size() - total(appear) - total(change)},
                      {"appear", object(appear)},
                      {"disappear", object(missing(here_, there_))},
                      {"change", object(change)}};
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace overboard::cli

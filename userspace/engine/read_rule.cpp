// SPDX-License-Identifier: Apache-2.0
// The keys of a rule: name, whether it must be there, and what its value does, in one row each.
#include <algorithm>
#include <cctype>

#include "engine/item.h"
#include "engine/priority.h"

namespace overboard::engine {
namespace {

using Set = void (*)(const Item&, const YamlNode&, Change, Definitions&, RuleDefinition&);

struct Key {
    std::string_view name;
    bool required;
    Set set;
    bool appends = false;  // `override: {name: append}` has a meaning
};

void set_condition(const Item& item, const YamlNode& value, Change change, Definitions& into, RuleDefinition& rule) {
    if (!item.text(value, "condition")) return;
    const bool append = change == Change::append && !rule.rule.condition.empty();
    rule.condition =
        append ? into.sources.append(rule.condition, item.file(), value) : into.sources.add(item.file(), value);
    rule.rule.condition = into.sources.text(rule.condition);
}

void set_output(const Item& item, const YamlNode& value, Change change, Definitions& into, RuleDefinition& rule) {
    if (!item.text(value, "output")) return;
    const bool append = change == Change::append && !rule.rule.output.empty();
    rule.output = append ? into.sources.append(rule.output, item.file(), value) : into.sources.add(item.file(), value);
    rule.rule.output = into.sources.text(rule.output);
}

void set_desc(const Item& item, const YamlNode& value, Change change, Definitions&, RuleDefinition& rule) {
    const auto text = item.text(value, "desc");
    if (text) rule.rule.desc = change == Change::append ? rule.rule.desc + ' ' + *text : *text;
}

void set_priority(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    const auto text = item.text(value, "priority");
    if (!text) return;
    const auto priority = parse_priority(*text);
    if (priority) rule.rule.priority = *priority;
    if (priority) return;
    const auto near = nearest_priority(*text);
    item.error(value, "'" + *text + "' is no priority",
               near.empty() ? "emergency, alert, critical, error, warning, notice, informational or debug" : near);
}

// Alerts are told apart by it, and it appears in metrics and file names.
void set_id(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    const auto text = item.text(value, "id");
    if (!text) return;
    const bool good = text->size() <= 64 && std::all_of(text->begin(), text->end(), [](unsigned char c) {
                          return std::islower(c) || std::isdigit(c) || c == '-';
                      });
    if (good) rule.rule.id = *text;
    if (!good) item.error(value, "'" + *text + "' is no id", "small letters, digits and '-', 64 at most");
}

void set_enabled(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    rule.rule.enabled = item.flag(value, "enabled").value_or(rule.rule.enabled);
}

void set_source(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    if (const auto text = item.text(value, "source")) rule.rule.source = *text;
}

void set_skip_unknown(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    rule.skip_unknown = item.flag(value, "skip-if-unknown-filter").value_or(false);
}

void set_exceptions(const Item& item, const YamlNode& value, Change change, Definitions& into, RuleDefinition& rule) {
    read_exceptions(item, value, change, into, rule);
}

// Falco writes what follows to a file then. Here `overboard record` does, whenever it is asked.
void tell_capture(const Item& item, const YamlNode& value, Change, Definitions& into, RuleDefinition&) {
    auto note = item.place();
    note.severity = Diagnostic::Severity::note;
    note.line = value.line;
    note.column = value.column;
    note.message = "'capture' has no effect: rules start no recording";
    note.hint = "overboard record";
    into.replaced.push_back(std::move(note));
}

template <std::vector<std::string> Rule::*member>
void set_texts(const Item& item, const YamlNode& value, Change change, Definitions&, RuleDefinition& rule) {
    auto texts = item.texts(value, "the value");
    auto& list = rule.rule.*member;
    if (!texts) return;
    if (change == Change::replace) list.clear();
    list.insert(list.end(), texts->begin(), texts->end());
}

void set_remediation(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    if (value.kind != YamlNode::Kind::mapping)
        return item.error(value, "'remediation' must say what to change where", "remediation: {pod: ..., app: ...}");
    for (const auto& [key, text] : value.entries) {
        if (key->text == "pod")
            rule.rule.remediation_pod = text->text;
        else if (key->text == "app")
            rule.rule.remediation_app = text->text;
        else
            item.error(*key, "unknown key '" + key->text + "' in 'remediation'", "pod or app");
    }
}

void set_threshold(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    read_threshold(item, value, rule.rule.threshold);
}

void set_invariant(const Item& item, const YamlNode& value, Change, Definitions&, RuleDefinition& rule) {
    rule.rule.invariant = item.flag(value, "invariant").value_or(false);
}

void ignore(const Item&, const YamlNode&, Change, Definitions&, RuleDefinition&) {}

constexpr Key kKeys[] = {
    {"rule", true, ignore},
    {"desc", true, set_desc, true},
    {"condition", true, set_condition, true},
    {"output", true, set_output, true},
    {"priority", true, set_priority},
    {"id", false, set_id},
    {"enabled", false, set_enabled},
    {"tags", false, set_texts<&Rule::tags>, true},
    {"references", false, set_texts<&Rule::references>, true},
    {"false_positives", false, set_texts<&Rule::false_positives>, true},
    {"remediation", false, set_remediation},
    {"threshold", false, set_threshold},
    {"invariant", false, set_invariant},
    {"source", false, set_source},
    {"exceptions", false, set_exceptions, true},
    {"append", false, ignore},
    {"override", false, ignore},
    // Falco's, about things that are settled otherwise here.
    {"warn_evttypes", false, ignore},
    {"skip-if-unknown-filter", false, set_skip_unknown},
    {"capture", false, tell_capture},
    {"capture_duration", false, tell_capture},
    {"capture_events", false, tell_capture},
    {"capture_filesize", false, tell_capture},
};

const Key* find_key(std::string_view name) {
    const auto* at = std::find_if(std::begin(kKeys), std::end(kKeys), [&](const Key& key) { return key.name == name; });
    return at == std::end(kKeys) ? nullptr : at;
}

void refuse_unknown(const Item& item) {
    std::vector<std::string_view> names;
    for (const auto& key : kKeys) names.push_back(key.name);
    item.refuse_unknown(names);
}

// "Launch Suspicious Tool" -> "launch-suspicious-tool", for rules that name no id.
std::string slug(std::string_view name) {
    std::string out;
    for (const unsigned char c : name) {
        if (std::isalnum(c))
            out += static_cast<char>(std::tolower(c));
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (out.ends_with('-')) out.pop_back();
    return out;
}

RuleDefinition named(const Item& item, const std::string& name) {
    RuleDefinition fresh;
    fresh.rule.name = name;
    fresh.rule.id = slug(name);
    fresh.rule.file = item.file()->name;
    fresh.rule.line = item.mapping().line;
    fresh.at = item.place();
    return fresh;
}

void tell_replaced(const Item& item, const RuleDefinition& earlier, Definitions& into) {
    auto note = item.place();
    note.severity = Diagnostic::Severity::note;
    note.message = "the rule '" + earlier.rule.name + "' takes the place of an earlier one";
    note.hint = "which stands in " + earlier.rule.file + ":" + std::to_string(earlier.rule.line);
    into.replaced.push_back(std::move(note));
}

void define(const Item& item, const std::string& name, Definitions& into) {
    for (const auto& key : kKeys)
        if (key.required && !item.find(key.name))
            item.error(item.mapping(), "the rule '" + name + "' has no '" + std::string{key.name} + "'");
    RuleDefinition fresh = named(item, name);
    for (const auto& [key, value] : item.mapping().entries)
        if (const auto* row = find_key(key->text)) row->set(item, *value, Change::replace, into, fresh);
    auto* earlier = into.rule(name);
    if (earlier && earlier->rule.file == item.file()->name)
        item.warn(item.mapping(), "the rule '" + name + "' stands in this file twice: the later one counts",
                  "first in line " + std::to_string(earlier->rule.line));
    if (earlier && earlier->rule.file != item.file()->name) tell_replaced(item, *earlier, into);
    if (earlier)
        *earlier = std::move(fresh);
    else
        into.rules.push_back(std::move(fresh));
}

bool only_switches(const Item& item) { return item.mapping().entries.size() == 2 && item.find("enabled"); }

template <class Ask>
void extend(const Item& item, const Ask& how, Definitions& into, RuleDefinition& rule) {
    for (const auto& [key, value] : item.mapping().entries) {
        const auto* row = find_key(key->text);
        if (!row || row->set == ignore) continue;
        const auto change = how(key->text);
        if (change == Change::append && !row->appends && item.find("override"))
            item.error(*key, "nothing can be appended to '" + key->text + "'", key->text + ": replace");
        if (change) row->set(item, *value, *change, into, rule);
        if (!change)
            item.error(*key, "'override' does not say what happens to '" + key->text + "'", key->text + ": replace");
    }
}

}  // namespace

void read_rule(const Item& item, Definitions& into) {
    const auto name = item.text(*item.find("rule"), "rule");
    if (!name) return;
    refuse_unknown(item);
    auto* earlier = into.rule(*name);
    const auto how = item.changes(earlier != nullptr);
    if (how && earlier) return extend(item, *how, into, *earlier);
    if (how) return;
    if (!earlier && only_switches(item))
        return item.error(item.mapping(), "there is no rule '" + *name + "' to be switched on or off",
                          "check its name and the order of the files");
    if (earlier && only_switches(item))
        return set_enabled(item, *item.find("enabled"), Change::replace, into, *earlier);
    define(item, *name, into);
}

}  // namespace overboard::engine

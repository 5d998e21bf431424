// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "condition/parser.h"
#include "engine/item.h"

namespace overboard::engine {
namespace {

using Names = std::span<const std::string_view>;
constexpr std::string_view kListKeys[] = {"list", "items", "append", "override"};
constexpr std::string_view kMacroKeys[] = {"macro", "condition", "append", "override"};

void read_items(const Item& item, const YamlNode& items, Definitions& into, ListDefinition& list) {
    if (items.kind != YamlNode::Kind::sequence) return item.error(items, "'items' must be a list", "items: [a, b]");
    for (const auto& one : items.items) {
        if (one->kind != YamlNode::Kind::scalar) {
            item.error(*one, "an item must be a text or a number");
            continue;
        }
        const auto source = into.sources.add(item.file(), *one);
        list.items.push_back(condition::parse_item(into.sources.text(source), source));
    }
}

void tell_replaced(const Item& item, const char* what, const std::string& name, const Diagnostic& earlier,
                   Definitions& into) {
    auto note = item.place();
    note.severity = Diagnostic::Severity::note;
    note.message = std::string{"the "} + what + " '" + name + "' takes the place of an earlier one";
    note.hint = "which stands in " + earlier.file + ":" + std::to_string(earlier.line);
    into.replaced.push_back(std::move(note));
}

void read_list(const Item& item, Definitions& into) {
    const auto name = item.text(*item.find("list"), "list");
    item.refuse_unknown(kListKeys);
    const auto* items = item.find("items");
    if (!items) item.error(item.mapping(), "the list has no 'items'");
    if (!name || !items) return;
    const auto how = item.changes(into.lists.contains(*name));
    ListDefinition list;
    const auto earlier = into.lists.find(*name);
    const bool append = how && (*how)("items").value_or(Change::replace) == Change::append;
    if (append && earlier != into.lists.end()) list = earlier->second;
    if (!how && earlier != into.lists.end()) tell_replaced(item, "list", *name, earlier->second.at, into);
    if (list.at.line == 0) list.at = item.place();
    read_items(item, *items, into, list);
    into.lists[*name] = std::move(list);
}

void read_macro(const Item& item, Definitions& into) {
    const auto name = item.text(*item.find("macro"), "macro");
    item.refuse_unknown(kMacroKeys);
    const auto* condition = item.find("condition");
    if (!condition) item.error(item.mapping(), "the macro has no 'condition'");
    if (!name || !condition || !item.text(*condition, "condition")) return;
    const auto earlier = into.macros.find(*name);
    const auto how = item.changes(earlier != into.macros.end());
    const bool append =
        how && earlier != into.macros.end() && (*how)("condition").value_or(Change::replace) == Change::append;
    const auto source = append ? into.sources.append(earlier->second.condition, item.file(), *condition)
                               : into.sources.add(item.file(), *condition);
    if (earlier != into.macros.end() && !append) {
        if (earlier->second.at.file != item.file()->name) into.sources.mark_later(source);
        if (!how) tell_replaced(item, "macro", *name, earlier->second.at, into);
    }
    into.macros[*name] = {source, append ? earlier->second.at : item.place()};
}

struct Kind {
    std::string_view key;
    void (*read)(const Item&, Definitions&);
};
constexpr Kind kKinds[] = {{"rule", read_rule},
                           {"macro", read_macro},
                           {"list", read_list},
                           {"required_engine_version", read_engine_version},
                           {"required_plugin_versions", read_plugin_versions}};

void read_item(const YamlNode& node, const File& file, Definitions& into, std::vector<Diagnostic>& diagnostics) {
    const Item item{node, file, diagnostics};
    if (node.kind == YamlNode::Kind::mapping)
        for (const auto& kind : kKinds)
            if (item.find(kind.key)) return kind.read(item, into);
    item.error(node, "this is neither a rule nor a macro nor a list", "- rule: ..., - macro: ..., - list: ...");
}

}  // namespace

RuleDefinition* Definitions::rule(std::string_view name) {
    const auto at = std::find_if(rules.begin(), rules.end(), [&](const auto& one) { return one.rule.name == name; });
    return at == rules.end() ? nullptr : &*at;
}

void read_definitions(const File& file, Definitions& into, std::vector<Diagnostic>& diagnostics) {
    into.digested.push_back(file->text);
    for (const auto& document : parse_yaml(file->text, file->name, diagnostics)) {
        if (document->kind == YamlNode::Kind::null) continue;
        if (document->kind != YamlNode::Kind::sequence) {
            diagnostics.push_back({Diagnostic::Severity::error, file->name, document->line, document->column,
                                   "a rule file is a list of rules, macros and lists", "begin each with '- '"});
            continue;
        }
        for (const auto& node : document->items) read_item(*node, file, into, diagnostics);
    }
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/item.h"

#include <algorithm>

#include "base/near.h"

namespace overboard::engine {
namespace {

std::string nearest_of(std::string_view wanted, std::span<const std::string_view> names) {
    base::Nearest best{wanted};
    for (const auto name : names) best.offer(name);
    return std::string{best.name()};
}

}  // namespace

const YamlNode* Item::find(std::string_view key) const {
    for (const auto& [name, value] : mapping_.entries)
        if (name->text == key) return value.get();
    return nullptr;
}

Diagnostic Item::place() const {
    return {Diagnostic::Severity::error, file_->name, mapping_.line, mapping_.column, "", ""};
}

void Item::error(const YamlNode& at, std::string message, std::string hint) const {
    diagnostics_.push_back(
        {Diagnostic::Severity::error, file_->name, at.line, at.column, std::move(message), std::move(hint)});
}

void Item::warn(const YamlNode& at, std::string message, std::string hint) const {
    diagnostics_.push_back(
        {Diagnostic::Severity::warning, file_->name, at.line, at.column, std::move(message), std::move(hint)});
}

std::optional<std::string> Item::text(const YamlNode& value, std::string_view key) const {
    if (value.kind == YamlNode::Kind::scalar && !value.text.empty()) return value.text;
    error(value, "'" + std::string{key} + "' must be a text and not empty");
    return {};
}

std::optional<bool> Item::flag(const YamlNode& value, std::string_view key) const {
    if (value.kind == YamlNode::Kind::scalar && (value.text == "true" || value.text == "yes")) return true;
    if (value.kind == YamlNode::Kind::scalar && (value.text == "false" || value.text == "no")) return false;
    error(value, "'" + std::string{key} + "' must be true or false");
    return {};
}

std::optional<std::vector<std::string>> Item::texts(const YamlNode& value, std::string_view key) const {
    std::vector<std::string> out;
    if (value.kind == YamlNode::Kind::scalar) return std::vector{value.text};
    bool good = value.kind == YamlNode::Kind::sequence;
    for (const auto& one : value.items) {
        good &= one->kind == YamlNode::Kind::scalar;
        out.push_back(one->text);
    }
    if (good) return out;
    error(value, "'" + std::string{key} + "' must be a list of texts", std::string{key} + ": [a, b]");
    return {};
}

void Item::refuse_unknown(std::span<const std::string_view> known) const {
    for (const auto& [key, value] : mapping_.entries)
        if (std::find(known.begin(), known.end(), key->text) == known.end())
            error(*key, "unknown key '" + key->text + "'", nearest_of(key->text, known));
}

std::optional<std::function<std::optional<Change>(std::string_view)>> Item::changes(bool exists) const {
    using Ask = std::function<std::optional<Change>(std::string_view)>;
    const auto* append = find("append");
    const auto* override_ = find("override");
    const bool appends = append && flag(*append, "append").value_or(false);
    if (!appends && !override_) return {};
    if (appends && override_)
        error(*append, "'append' and 'override' do not go together", "say it in 'override' alone");
    if (!exists)
        error(mapping_, "there is nothing to extend: no earlier definition has this name",
              "check the order of the files");
    if (!override_) return Ask{[](std::string_view) { return Change::append; }};
    if (override_->kind != YamlNode::Kind::mapping || override_->entries.empty())
        error(*override_, "'override' must say what happens to each key", "override: {condition: append}");
    for (const auto& [name, how] : override_->entries) {
        if (!find(name->text))
            error(*name, "'override' speaks of '" + name->text + "', which this item does not have",
                  "add '" + name->text + "', or take it out of 'override'");
        if (how->text != "append" && how->text != "replace")
            error(*how, "'" + how->text + "' is no way to override", "append or replace");
    }
    return Ask{[override_](std::string_view key) -> std::optional<Change> {
        for (const auto& [name, how] : override_->entries) {
            if (name->text != key) continue;
            if (how->text == "append") return Change::append;
            if (how->text == "replace") return Change::replace;
        }
        return {};
    }};
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/definitions.h"

namespace overboard::engine {

// How an item of a rule file changes what an earlier one of its name said.
enum class Change { replace, append };

// One item ("- rule: ..."), read key by key; each fault becomes a diagnostic at its place.
class Item {
public:
    Item(const YamlNode& mapping, const File& file, std::vector<Diagnostic>& diagnostics)
        : mapping_(mapping), file_(file), diagnostics_(diagnostics) {}

    // The same for a mapping inside this one.
    Item inner(const YamlNode& mapping) const { return {mapping, file_, diagnostics_}; }
    // Where it stands, as a diagnostic without a message.
    Diagnostic place() const;

    const YamlNode* find(std::string_view key) const;
    const YamlNode& mapping() const { return mapping_; }
    const File& file() const { return file_; }

    void error(const YamlNode& at, std::string message, std::string hint = {}) const;
    void warn(const YamlNode& at, std::string message, std::string hint = {}) const;

    // The value as text; nothing, and a diagnostic, when it is no text or empty.
    std::optional<std::string> text(const YamlNode& value, std::string_view key) const;
    std::optional<bool> flag(const YamlNode& value, std::string_view key) const;
    // A list of texts, or one text alone.
    std::optional<std::vector<std::string>> texts(const YamlNode& value, std::string_view key) const;

    // A diagnostic for each key that is not among the known ones.
    void refuse_unknown(std::span<const std::string_view> known) const;
    // What `append: true` and `override: {key: append}` ask for. Nothing: neither is there, it is a definition.
    std::optional<std::function<std::optional<Change>(std::string_view key)>> changes(bool exists) const;

private:
    const YamlNode& mapping_;
    const File& file_;
    std::vector<Diagnostic>& diagnostics_;
};

// Reads the value of a rule's `threshold`; what is wrong in it is told, and leaves the threshold as it was.
void read_threshold(const Item& item, const YamlNode& value, Threshold& into);

// Reads the value of a rule's `exceptions`: new ones, and values for those there are.
void read_exceptions(const Item& item, const YamlNode& value, Change change, Definitions& into, RuleDefinition& rule);

// Read "- required_engine_version:" and "- required_plugin_versions:".
void read_engine_version(const Item& item, Definitions& into);
void read_plugin_versions(const Item& item, Definitions& into);

// Reads one "- rule:" item into `into`.
void read_rule(const Item& item, Definitions& into);

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "cli/config_file.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "base/near.h"

namespace overboard::cli {
namespace {

class Reader {
public:
    Reader(const std::string& name, std::vector<engine::Diagnostic>& out) : name_(name), out_(out) {}

    std::vector<FileEntry> read(const std::string& text) {
        try {
            const YAML::Node root = YAML::Load(text);
            if (root.IsMap())
                section(root, "");
            else if (!root.IsNull())
                fault(root.Mark(), "a configuration is a map of keys", "scope: containers");
        } catch (const YAML::Exception& e) {
            fault(e.mark, "no valid YAML: " + e.msg, "");
        }
        return std::move(entries_);
    }

private:
    void fault(const YAML::Mark& at, std::string message, std::string hint) {
        const bool known = !at.is_null();
        out_.push_back({engine::Diagnostic::Severity::error, name_, known ? at.line + 1 : 0, known ? at.column + 1 : 0,
                        std::move(message), std::move(hint)});
    }

    void section(const YAML::Node& map, const std::string& prefix) {
        std::set<std::string> seen;
        for (const auto& pair : map) {
            const YAML::Node &key = pair.first, &node = pair.second;
            if (!key.IsScalar()) {
                fault(key.Mark(), "a key must be a word", "");
                continue;
            }
            const std::string full = prefix + key.Scalar();
            if (!seen.insert(full).second)
                fault(key.Mark(), "key '" + full + "' stands twice", "keep one of them");
            else
                entry(key, node, full);
        }
    }

    void entry(const YAML::Node& key, const YAML::Node& node, const std::string& full) {
        if (const auto why = not_in_this_version(full); !why.empty())
            return fault(key.Mark(), "'" + full + "' is not available in this version", std::string{why});
        if (const Setting* setting = find_setting(full); setting && setting->in_file) return take(*setting, key, node);
        if (!is_section(full)) return unknown(key, full);
        if (node.IsMap())
            section(node, full + ".");
        else if (!node.IsNull())
            fault(node.Mark(), "'" + full + "' is a map of keys", "");
    }

    static bool is_section(const std::string& full) {
        for (const Setting& row : settings_table())
            if (row.in_file && row.key.starts_with(full + ".")) return true;
        return false;
    }

    void unknown(const YAML::Node& key, const std::string& full) {
        base::Nearest near{full};
        for (const Setting& row : settings_table()) {
            if (!row.in_file) continue;
            near.offer(row.key);
            near.offer(row.key.substr(0, row.key.find('.')));
        }
        const std::string hint = near.name().empty() ? "" : "did you mean '" + std::string{near.name()} + "'?";
        fault(key.Mark(), "unknown key '" + full + "'", hint);
    }

    void take(const Setting& setting, const YAML::Node& key, const YAML::Node& node) {
        FileEntry entry{&setting, {}, node.Mark().line + 1, node.Mark().column + 1};
        if (node.IsNull()) return;  // "key:" with nothing behind it: as if it were not there
        switch (setting.form) {
            case Form::text:
                if (!scalar(node, entry.value.text, std::string{setting.key})) return;
                break;
            case Form::list:
                if (!list(node, entry.value.list, std::string{setting.key})) return;
                break;
            case Form::map:
                if (!record(node, entry.value.records.emplace_back(), std::string{setting.key})) return;
                break;
            case Form::records:
                if (!records(node, entry.value.records, std::string{setting.key})) return;
                break;
        }
        entry.line = key.Mark().line + 1;
        entry.column = key.Mark().column + 1;
        entries_.push_back(std::move(entry));
    }

    bool scalar(const YAML::Node& node, std::string& out, const std::string& what) {
        if (!node.IsScalar()) return fault(node.Mark(), "'" + what + "' takes one value", ""), false;
        out = node.Scalar();
        return true;
    }

    bool list(const YAML::Node& node, std::vector<std::string>& out, const std::string& what) {
        if (!node.IsSequence()) return fault(node.Mark(), "'" + what + "' takes a list", what + ": [a, b]"), false;
        for (const YAML::Node& item : node)
            if (!scalar(item, out.emplace_back(), what)) return false;
        return true;
    }

    bool record(const YAML::Node& node, Pairs& out, const std::string& what) {
        if (!node.IsMap()) return fault(node.Mark(), "'" + what + "' takes a map", ""), false;
        std::set<std::string> seen;
        for (const auto& pair : node) {
            std::string name;
            if (!scalar(pair.first, name, what)) return false;
            if (!seen.insert(name).second)
                return fault(pair.first.Mark(), "key '" + name + "' stands twice", ""), false;
            if (!part(pair.second, name, out, what)) return false;
        }
        return true;
    }

    // A list becomes its key repeated, a map "key.inner": whoever takes the record knows which key may be which.
    bool part(const YAML::Node& node, const std::string& name, Pairs& out, const std::string& what) {
        if (node.IsMap()) {
            Pairs inner;
            if (!record(node, inner, what + "." + name)) return false;
            for (auto& [key, text] : inner) out.emplace_back(name + "." + key, std::move(text));
            return true;
        }
        std::vector<std::string> texts;
        if (node.IsSequence() ? !list(node, texts, what + "." + name)
                              : !scalar(node, texts.emplace_back(), what + "." + name))
            return false;
        for (std::string& text : texts) out.emplace_back(name, std::move(text));
        return true;
    }

    bool records(const YAML::Node& node, std::vector<Pairs>& out, const std::string& what) {
        if (!node.IsSequence()) return fault(node.Mark(), "'" + what + "' takes a list", ""), false;
        for (const YAML::Node& item : node)
            if (!record(item, out.emplace_back(), what)) return false;
        return true;
    }

    const std::string& name_;
    std::vector<engine::Diagnostic>& out_;
    std::vector<FileEntry> entries_;
};

}  // namespace

std::vector<FileEntry> read_config(const std::string& text, const std::string& name,
                                   std::vector<engine::Diagnostic>& diagnostics) {
    return Reader{name, diagnostics}.read(text);
}

}  // namespace overboard::cli

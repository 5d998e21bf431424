// SPDX-License-Identifier: Apache-2.0
// The key `exceptions` of a rule. Falco's short forms: one field without brackets, no comparisons (= for a list of
// fields, in for one), no values.
#include <algorithm>

#include "condition/parser.h"
#include "engine/item.h"

namespace overboard::engine {
namespace {

using condition::Op;
using condition::Takes;
using condition::Word;

constexpr std::string_view kKeys[] = {"name", "fields", "comps", "values"};

class Reader {
public:
    Reader(const Item& item, const YamlNode& mapping, Definitions& into)
        : outer_(item), item_(item.inner(mapping)), into_(into) {}

    // earlier: the exception of that name that it adds values to; null for a new one.
    std::optional<std::string> name() {
        const auto* value = item_.find("name");
        if (!value) item_.error(item_.mapping(), "an exception needs a name", "- name: known_tools");
        return value ? item_.text(*value, "name") : std::nullopt;
    }

    void define(ExceptionDefinition& out) {
        item_.refuse_unknown(kKeys);
        fields(out);
        comps(out);
        values(out);
    }

    void extend(ExceptionDefinition& earlier) {
        item_.refuse_unknown(kKeys);
        for (const char* key : {"fields", "comps"})
            if (const auto* value = item_.find(key))
                item_.error(*value, "the exception '" + earlier.name + "' has its '" + key + "' already",
                            "give 'values' alone, or another name");
        if (!item_.find("values")) item_.warn(item_.mapping(), "the exception '" + earlier.name + "' gets no values");
        values(earlier);
    }

private:
    void fields(ExceptionDefinition& out) {
        const auto* value = item_.find("fields");
        if (!value) return item_.error(item_.mapping(), "the exception '" + out.name + "' names no 'fields'");
        out.single = value->kind == YamlNode::Kind::scalar;
        if (out.single) return field(*value, out);
        if (!item_.texts(*value, "fields")) return;
        for (const auto& one : value->items) field(*one, out);
        if (out.fields.empty()) item_.error(*value, "'fields' must name one field at least");
    }

    void field(const YamlNode& value, ExceptionDefinition& out) {
        out.fields.push_back(into_.sources.add(outer_.file(), value));
        into_.sources.mark_later(out.fields.back());
    }

    void comps(ExceptionDefinition& out) {
        const auto* value = item_.find("comps");
        out.comps.assign(out.fields.size(), condition::find_operator(out.single ? "in" : "="));
        if (!value) return;
        const auto names = item_.texts(*value, "comps");
        if (!names) return;
        if (names->size() != out.fields.size())
            return item_.error(*value, "'comps' has " + std::to_string(names->size()) + " comparisons for " +
                                           std::to_string(out.fields.size()) + " fields");
        for (std::size_t i = 0; i < names->size(); ++i) comp(*value, (*names)[i], out, i);
    }

    void comp(const YamlNode& value, const std::string& name, ExceptionDefinition& out, std::size_t i) {
        const auto* op = condition::find_operator(name);
        const bool good = op && op->takes != Takes::nothing && (!out.single || op->takes == Takes::several);
        if (good) out.comps[i] = op;
        if (!good)
            item_.error(value, "'" + name + "' compares nothing in an exception",
                        out.single ? "in, pmatch or intersects" : "=, in, startswith, ...");
    }

    void values(ExceptionDefinition& out) {
        const auto* value = item_.find("values");
        if (!value || value->kind == YamlNode::Kind::null) return;
        if (value->kind != YamlNode::Kind::sequence)
            return item_.error(*value, "'values' must be a list",
                               out.single ? "values: [a, b]" : "values: [[a, b], [c, d]]");
        if (out.single) {
            std::vector<Word> all;
            for (const auto& one : value->items) words(*one, all);
            if (!all.empty()) out.values.push_back({std::move(all)});
            return;
        }
        for (const auto& one : value->items) tuple(*one, out);
    }

    void tuple(const YamlNode& value, ExceptionDefinition& out) {
        if (value.kind != YamlNode::Kind::sequence || value.items.size() != out.fields.size())
            return item_.error(value, "each value of '" + out.name + "' must be a list of " +
                                          std::to_string(out.fields.size()) + ", one for each field");
        ExceptionDefinition::Tuple made;
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            std::vector<Word> one;
            words(*value.items[i], one);
            if (out.comps[i]->takes == Takes::one && one.size() != 1)
                return item_.error(*value.items[i], "'" + std::string{out.comps[i]->name} + "' takes one value");
            made.push_back(std::move(one));
        }
        out.values.push_back(std::move(made));
    }

    void words(const YamlNode& value, std::vector<Word>& out) {
        if (value.kind == YamlNode::Kind::sequence) {
            for (const auto& one : value.items)
                if (one->kind == YamlNode::Kind::scalar) word(*one, out);
            return;
        }
        if (value.kind == YamlNode::Kind::scalar) return word(value, out);
        item_.error(value, "a value must be a text, a number or a list of them");
    }

    void word(const YamlNode& value, std::vector<Word>& out) {
        const auto source = into_.sources.add(outer_.file(), value);
        out.push_back(condition::parse_item(into_.sources.text(source), source));
    }

    const Item& outer_;
    Item item_;
    Definitions& into_;
};

}  // namespace

void read_exceptions(const Item& item, const YamlNode& value, Change change, Definitions& into, RuleDefinition& rule) {
    if (change == Change::replace) rule.exceptions.clear();
    if (value.kind == YamlNode::Kind::null) return;
    if (value.kind != YamlNode::Kind::sequence)
        return item.error(value, "'exceptions' must be a list", "exceptions: [{name: ..., fields: ..., values: ...}]");
    std::vector<std::string> here;
    for (const auto& one : value.items) {
        if (one->kind != YamlNode::Kind::mapping) {
            item.error(*one, "an exception must have a name and fields", "{name: ..., fields: ..., values: ...}");
            continue;
        }
        Reader reader{item, *one, into};
        const auto name = reader.name();
        if (!name) continue;
        if (std::find(here.begin(), here.end(), *name) != here.end())
            item.error(*one, "the exception '" + *name + "' stands here twice", "put all values into one");
        here.push_back(*name);
        const auto earlier = std::find_if(rule.exceptions.begin(), rule.exceptions.end(),
                                          [&](const auto& known) { return known.name == *name; });
        if (earlier != rule.exceptions.end()) {
            reader.extend(*earlier);
            continue;
        }
        ExceptionDefinition fresh;
        fresh.name = *name;
        fresh.at = {Diagnostic::Severity::error, item.file()->name, one->line, one->column, "", ""};
        reader.define(fresh);
        rule.exceptions.push_back(std::move(fresh));
    }
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "base/text.h"

namespace overboard::engine {
namespace {

// No syntax error: whoever writes that much is not read on.
class TooMuch : public YAML::ParserException {
public:
    using ParserException::ParserException;
};

class Builder : public YAML::EventHandler {
public:
    Builder(const std::vector<std::size_t>& lines, const std::string& file, std::vector<Diagnostic>& diagnostics,
            YamlLimits limits)
        : lines_(lines), file_(file), diagnostics_(diagnostics), limits_(limits) {}

    std::vector<Yaml> take() { return std::move(documents_); }

    // The next text begins with this line of the file, from 0.
    void begin_at(int line) { first_line_ = line; }
    int line_of(const YAML::Mark& mark) const { return first_line_ + mark.line; }

    // After a syntax error: what was read of the items before it stays, the one that it stands in is given up. Gives
    // the line, from 0, in which that one began, or the last one before it.
    int recover() {
        int line = first_line_;
        if (!open_.empty() && open_[0].node->kind == YamlNode::Kind::sequence) {
            const auto& items = open_[0].node->items;
            line = open_.size() > 1 ? open_[1].node->line - 1 : items.empty() ? line : items.back()->line - 1;
            documents_.push_back(open_[0].node);
        }
        open_.clear();
        return line;
    }

    void OnDocumentStart(const YAML::Mark&) override { anchors_.clear(); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        leaf(make(mark, YamlNode::Kind::null), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw YAML::ParserException(mark, "an alias inside its own anchor");
        place(found->second);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        auto node = make(mark, YamlNode::Kind::scalar);
        node->text = value;
        node->quoted = tag == "!";
        leaf(node, anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, YamlNode::Kind::sequence, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, YamlNode::Kind::mapping, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        std::shared_ptr<YamlNode> node;
        YAML::anchor_t anchor;
        Yaml key;  // mapping: read, its value is still to come
    };

    std::shared_ptr<YamlNode> make(const YAML::Mark& mark, YamlNode::Kind kind) {
        if (++count_ > limits_.nodes) throw TooMuch(mark, "too many values in one file");
        auto node = std::make_shared<YamlNode>();
        node->kind = kind;
        node->line = line_of(mark) + 1;
        node->column = mark.column + 1;
        const auto line = std::min<std::size_t>(std::max(line_of(mark), 0), lines_.size() - 1);
        node->offset = lines_[line] + std::max(mark.column, 0);
        return node;
    }

    void leaf(const std::shared_ptr<YamlNode>& node, YAML::anchor_t anchor) {
        if (anchor) anchors_[anchor] = node;
        place(node);
    }

    void open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
        if (open_.size() >= limits_.depth) throw TooMuch(mark, "nested too deeply");
        open_.push_back({make(mark, kind), anchor, nullptr});
    }

    void close() {
        const Open done = std::move(open_.back());
        open_.pop_back();
        if (done.anchor) anchors_[done.anchor] = done.node;
        place(done.node);
    }

    void place(const Yaml& node) {
        if (open_.empty()) {
            documents_.push_back(node);
        } else if (open_.back().node->kind == YamlNode::Kind::sequence) {
            open_.back().node->items.push_back(node);
        } else if (!open_.back().key) {
            open_.back().key = node;
        } else {
            entry(*open_.back().node, std::move(open_.back().key), node);
            open_.back().key = nullptr;
        }
    }

    void entry(YamlNode& mapping, Yaml key, const Yaml& value) {
        if (key->kind != YamlNode::Kind::scalar) return report(*key, "a key must be a plain word");
        for (const auto& [earlier, ignored] : mapping.entries)
            if (earlier->text == key->text)
                return report(*key, "the key '" + key->text + "' stands here twice, first in line " +
                                        std::to_string(earlier->line));
        mapping.entries.emplace_back(std::move(key), value);
    }

    void report(const YamlNode& at, std::string message) {
        diagnostics_.push_back({Diagnostic::Severity::error, file_, at.line, at.column, std::move(message), ""});
    }

    const std::vector<std::size_t>& lines_;  // offset of each line's first byte
    const std::string& file_;
    std::vector<Diagnostic>& diagnostics_;
    YamlLimits limits_;
    int first_line_ = 0;
    std::size_t count_ = 0;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Yaml> anchors_;
    std::vector<Yaml> documents_;
};

constexpr std::size_t kMostFaults = 16;  // of one sort, told of one file

// The first byte from `at` on that no rule file may hold, or npos.
std::size_t bad_byte(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        char32_t code_point = 0;
        const auto length = base::utf8_sequence(text.substr(at), code_point);
        const bool control =
            length == 1 && code_point < 0x20 && text[at] != '\t' && text[at] != '\n' && text[at] != '\r';
        if (length == 0 || control || code_point == 0x7f) return at;
        at += length;
    }
    return text.npos;
}

Diagnostic at_byte(std::string_view text, std::size_t at, const std::string& file) {
    const auto before = text.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n') + 1;
    static constexpr char kHex[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(text[at]);
    return {Diagnostic::Severity::error,
            file,
            static_cast<int>(line) + 1,
            static_cast<int>(at - start) + 1,
            std::string{"the byte 0x"} + kHex[byte >> 4] + kHex[byte & 15] + " is not text",
            "save the file as UTF-8"};
}

std::string hint_for(const std::string& message) {
    return message.find("tab") != message.npos || message.find("indent") != message.npos ? "indent with blanks, no tabs"
                                                                                         : "";
}

// Those of them that are worth saying. An underscore takes each one's place, so that the rest can be read.
void replace_bad_bytes(std::string& text, const std::string& file, std::vector<Diagnostic>& diagnostics) {
    std::size_t told = 0;
    for (auto at = bad_byte(text, 0); at != text.npos; at = bad_byte(text, at + 1)) {
        if (told++ < kMostFaults) diagnostics.push_back(at_byte(text, at, file));
        text[at] = '_';
    }
}

std::vector<std::size_t> line_starts(std::string_view text) {
    std::vector<std::size_t> out{0};
    for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) out.push_back(at + 1);
    return out;
}

// The first line after that one that begins an item of a rule file, or none.
std::optional<int> next_item(std::string_view text, const std::vector<std::size_t>& lines, int after) {
    for (auto line = static_cast<std::size_t>(after) + 1; line < lines.size(); ++line)
        if (text.substr(lines[line]).starts_with("- ")) return static_cast<int>(line);
    return {};
}

// From that line to the end, or to a syntax error: then the line to go on from, if there is one.
std::optional<int> read_from(int line, const std::string& text, const std::vector<std::size_t>& lines, Builder& builder,
                             const std::string& file, std::vector<Diagnostic>& diagnostics) {
    const auto tell = [&](const YAML::Exception& e) {
        diagnostics.push_back({Diagnostic::Severity::error, file, builder.line_of(e.mark) + 1, e.mark.column + 1, e.msg,
                               hint_for(e.msg)});
    };
    try {
        builder.begin_at(line);
        std::istringstream stream{text.substr(lines[static_cast<std::size_t>(line)])};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const TooMuch& e) {
        tell(e);
    } catch (const YAML::Exception& e) {
        tell(e);
        return next_item(text, lines, std::max(line, builder.recover()));
    }
    return {};
}

}  // namespace

std::string_view without_mark(std::string_view text) { return text.substr(text.starts_with("\xef\xbb\xbf") ? 3 : 0); }

std::vector<Yaml> parse_yaml(std::string_view text, const std::string& file, std::vector<Diagnostic>& diagnostics,
                             YamlLimits limits) {
    std::string plain{without_mark(text)};
    replace_bad_bytes(plain, file, diagnostics);
    const auto lines = line_starts(plain);
    Builder builder{lines, file, diagnostics, limits};
    std::optional<int> line = 0;
    for (std::size_t faults = 0; line && faults < kMostFaults; ++faults)
        line = read_from(*line, plain, lines, builder, file, diagnostics);
    return builder.take();
}

}  // namespace overboard::engine

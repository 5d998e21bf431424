// SPDX-License-Identifier: Apache-2.0
#include "engine/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/text.h"

namespace overboard::engine {
namespace {

class Builder : public YAML::EventHandler {
public:
    Builder(std::string_view text, const std::string& file, std::vector<Diagnostic>& diagnostics, YamlLimits limits)
        : file_(file), diagnostics_(diagnostics), limits_(limits) {
        lines_.push_back(0);
        for (auto at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) lines_.push_back(at + 1);
    }

    std::vector<Yaml> take() { return std::move(documents_); }

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
        if (++count_ > limits_.nodes) throw YAML::ParserException(mark, "too many values in one file");
        auto node = std::make_shared<YamlNode>();
        node->kind = kind;
        node->line = mark.line + 1;
        node->column = mark.column + 1;
        const auto line = std::min<std::size_t>(std::max(mark.line, 0), lines_.size() - 1);
        node->offset = lines_[line] + std::max(mark.column, 0);
        return node;
    }

    void leaf(const std::shared_ptr<YamlNode>& node, YAML::anchor_t anchor) {
        if (anchor) anchors_[anchor] = node;
        place(node);
    }

    void open(const YAML::Mark& mark, YamlNode::Kind kind, YAML::anchor_t anchor) {
        if (open_.size() >= limits_.depth) throw YAML::ParserException(mark, "nested too deeply");
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

    const std::string& file_;
    std::vector<Diagnostic>& diagnostics_;
    YamlLimits limits_;
    std::vector<std::size_t> lines_;  // offset of each line's first byte
    std::size_t count_ = 0;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Yaml> anchors_;
    std::vector<Yaml> documents_;
};

// The first byte that no rule file may hold, or npos.
std::size_t bad_byte(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
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

}  // namespace

std::string_view without_mark(std::string_view text) { return text.substr(text.starts_with("\xef\xbb\xbf") ? 3 : 0); }

std::vector<Yaml> parse_yaml(std::string_view text, const std::string& file, std::vector<Diagnostic>& diagnostics,
                             YamlLimits limits) {
    const std::string plain{without_mark(text)};
    if (const auto bad = bad_byte(plain); bad != plain.npos) {
        diagnostics.push_back(at_byte(plain, bad, file));
        return {};
    }
    Builder builder{plain, file, diagnostics, limits};
    try {
        std::istringstream stream{plain};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& e) {
        diagnostics.push_back(
            {Diagnostic::Severity::error, file, e.mark.line + 1, e.mark.column + 1, e.msg, hint_for(e.msg)});
    }
    return builder.take();
}

}  // namespace overboard::engine

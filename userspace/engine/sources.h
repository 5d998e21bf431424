// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "condition/ast.h"
#include "engine/diagnostic.h"
#include "engine/yaml.h"

namespace overboard::engine {

// A rule file as read; shared by all that was written in it.
struct RuleFile {
    std::string name, text;
};
using File = std::shared_ptr<const RuleFile>;

// The texts that conditions, list items and outputs were written in, each with its place in a file. A condition
// that was appended to has several pieces. Spans of the condition room name a text by its index here.
class Sources {
public:
    // value: a scalar of file.
    std::uint32_t add(File file, const YamlNode& value);
    // A new text: that of `first`, a blank, that of value.
    std::uint32_t append(std::uint32_t first, File file, const YamlNode& value);

    // What stands in it changes what other rules mean: it is a local file's, or an exception.
    void mark_later(std::uint32_t source) { sources_[source].later = true; }
    // It was marked so, or was appended to what stood there before.
    bool later(const condition::Span& at) const {
        const auto& one = sources_[at.source];
        return one.later || (one.pieces.size() > 1 && at.offset >= one.pieces[1].begin);
    }

    const std::string& text(std::uint32_t source) const { return sources_[source].text; }

    Diagnostic diagnostic(const condition::Fault& fault) const;

private:
    struct Piece {
        std::size_t begin;   // in the whole text
        std::size_t offset;  // of the scalar in the file
        int line, column;
        File file;
    };
    struct Source {
        std::string text;
        std::vector<Piece> pieces;
        bool later = false;
    };
    std::vector<Source> sources_;
};

}  // namespace overboard::engine

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
    };
    std::vector<Source> sources_;
};

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
// A YAML document with the place of everything in it. yaml-cpp's own nodes accept duplicate keys silently and
// forget where values ended; this reads its events instead, and bounds what they may build.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/diagnostic.h"

namespace overboard::engine {

struct YamlNode;
using Yaml = std::shared_ptr<const YamlNode>;  // shared by the aliases of an anchor

struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping } kind = Kind::null;
    int line = 0, column = 0;  // from 1; columns count bytes
    std::size_t offset = 0;    // of its first byte, in the file's text without_mark()
    std::string text;          // scalar
    bool quoted = false;       // scalar: not plain
    std::vector<Yaml> items;
    std::vector<std::pair<Yaml, Yaml>> entries;  // keys are scalars, each once
};

struct YamlLimits {
    std::size_t depth = 32, nodes = 200'000;
};

// The text after a byte order mark, if it begins with one.
std::string_view without_mark(std::string_view text);

// text: a whole file, any bytes, a byte order mark is skipped. Gives the documents in it, as far as they could be
// read; faults go to diagnostics: bad UTF-8, control bytes, syntax, duplicate keys, limits, unknown aliases. After a
// syntax error reading goes on with the next line that begins an item ("- "), as a document of its own.
std::vector<Yaml> parse_yaml(std::string_view text, const std::string& file, std::vector<Diagnostic>& diagnostics,
                             YamlLimits limits = {});

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "cli/excerpt.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "engine/rule_files.h"
#include "engine/yaml.h"

namespace overboard::cli {
namespace {

constexpr std::size_t kBefore = 60, kWidth = 100;  // bytes of a line that are shown
constexpr const char* kIndent = "    ";

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// Where a character of UTF-8 begins, at or before that byte.
std::size_t whole(const std::string& line, std::size_t at) {
    while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0) == 0x80) --at;
    return std::min(at, line.size());
}

std::string shown(const std::string& line, std::size_t from, std::size_t to) {
    std::string out = line.substr(from, to - from);
    std::ranges::replace(out, '\t', ' ');
    return base::printable(out);
}

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

const std::vector<std::string>& Excerpts::lines_of(const std::string& file) {
    const auto [at, fresh] = files_.try_emplace(file);
    if (!fresh) return at->second;
    const auto text = base::read_file(file, engine::max_rule_file_bytes);
    if (text) at->second = split(engine::without_mark(*text));
    return at->second;
}

std::string Excerpts::of(const engine::Diagnostic& diagnostic) {
    if (diagnostic.line <= 0 || diagnostic.column <= 0) return {};
    const auto& lines = lines_of(diagnostic.file);
    const auto number = static_cast<std::size_t>(diagnostic.line) - 1;
    if (number >= lines.size()) return {};
    const auto& line = lines[number];
    const auto place = whole(line, static_cast<std::size_t>(diagnostic.column) - 1);
    const auto indent = std::min(line.find_first_not_of(" \t"), place);
    const auto from = place - indent > kBefore ? whole(line, place - kBefore) : indent;
    const auto before = shown(line, from, place);
    const auto after = shown(line, place, whole(line, from + kWidth));
    return kIndent + before + after + '\n' + kIndent + std::string(width(before), ' ') + "^\n";
}

}  // namespace overboard::cli

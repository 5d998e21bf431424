// SPDX-License-Identifier: Apache-2.0
#include "engine/sources.h"

#include <algorithm>

namespace overboard::engine {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Where the scalar's own bytes begin: behind a block's header line, else at the scalar.
std::size_t content(const std::string& raw, std::size_t offset) {
    if (offset >= raw.size() || (raw[offset] != '|' && raw[offset] != '>')) return offset;
    const auto end = raw.find('\n', offset);
    return end == raw.npos ? raw.size() : end + 1;
}

// The file offset of value[index]. Folding, indentation and escapes change only blanks, quotes and backslashes, so
// the other bytes of the value stand in the file in the same order: walk both, and look for each in turn.
std::size_t align(const std::string& raw, std::size_t offset, std::string_view value, std::size_t index) {
    std::size_t at = content(raw, offset);
    for (std::size_t i = 0; i < value.size() && at < raw.size(); ++i) {
        if (blank(value[i])) continue;
        const auto found = raw.find(value[i], at);
        if (found == raw.npos || i >= index) return found == raw.npos ? at : found;
        at = found + 1;
    }
    return std::min(at, raw.size());
}

}  // namespace

std::uint32_t Sources::add(File file, const YamlNode& value) {
    sources_.push_back({value.text, {{0, value.offset, value.line, value.column, std::move(file)}}});
    return static_cast<std::uint32_t>(sources_.size() - 1);
}

std::uint32_t Sources::append(std::uint32_t first, File file, const YamlNode& value) {
    Source whole = sources_[first];
    whole.text += ' ';
    whole.pieces.push_back({whole.text.size(), value.offset, value.line, value.column, std::move(file)});
    whole.text += value.text;
    sources_.push_back(std::move(whole));
    return static_cast<std::uint32_t>(sources_.size() - 1);
}

Diagnostic Sources::diagnostic(const condition::Fault& fault) const {
    const Source& source = sources_[fault.at.source];
    const auto after = std::find_if(source.pieces.begin(), source.pieces.end(),
                                    [&](const Piece& piece) { return piece.begin > fault.at.offset; });
    const Piece& piece = *std::prev(after);
    const auto end = after == source.pieces.end() ? source.text.size() : after->begin;
    const std::string_view value = std::string_view{source.text}.substr(piece.begin, end - piece.begin);
    const auto& raw = piece.file->text;
    const auto at = align(raw, piece.offset, value, fault.at.offset - piece.begin);
    const auto newline = at == 0 ? raw.npos : raw.rfind('\n', at - 1);
    const auto line = std::count(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return {fault.warning ? Diagnostic::Severity::warning : Diagnostic::Severity::error,
            piece.file->name,
            static_cast<int>(line) + 1,
            static_cast<int>(at - (newline == raw.npos ? 0 : newline + 1)) + 1,
            fault.message,
            fault.hint};
}

}  // namespace overboard::engine

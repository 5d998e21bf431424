// SPDX-License-Identifier: Apache-2.0
#include "base/memo_redactor.h"

namespace overboard::base {
namespace {

constexpr std::size_t most = 16384, longest = 512;  // 8 MiB if somebody tries, one or two as it is

}  // namespace

bool MemoRedactor::is_clean(std::string_view text) const { return clean_.find(text) != clean_.end(); }

void MemoRedactor::remember(std::string_view text) {
    if (text.size() > longest) return;
    if (clean_.size() >= most) clean_.clear();
    clean_.emplace(text);
}

std::optional<std::string> MemoRedactor::text(std::string_view text) {
    if (text.empty() || is_clean(text)) return std::nullopt;
    auto out = redactor_.text(text);
    if (out != text) return out;
    remember(text);
    return std::nullopt;
}

std::optional<std::vector<std::string>> MemoRedactor::args(const std::vector<std::string>& args) {
    std::string joined;
    for (const auto& element : args) (joined += element) += '\0';  // no text that stands alone ends so
    if (args.empty() || is_clean(joined)) return std::nullopt;
    auto out = redactor_.args(args);
    if (out != args) return out;
    remember(joined);
    return std::nullopt;
}

}  // namespace overboard::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/redact.h"

namespace overboard::base {

// A redactor for a stream of texts most of which come again and again (paths, command lines): it remembers those that
// hold no secret, in bounded memory, so that each is searched once.
class MemoRedactor {
public:
    explicit MemoRedactor(const Redactor& redactor) : redactor_(redactor) {}

    // Nothing when the text holds no secret; else the text without it.
    std::optional<std::string> text(std::string_view text);
    std::optional<std::vector<std::string>> args(const std::vector<std::string>& args);

private:
    bool is_clean(std::string_view text) const;
    void remember(std::string_view text);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    const Redactor& redactor_;
    std::unordered_set<std::string, Hash, std::equal_to<>> clean_;
};

}  // namespace overboard::base

// SPDX-License-Identifier: Apache-2.0
#include "engine/regexes.h"

#include <re2/re2.h>
#include <re2/set.h>

namespace overboard::engine {
namespace {

constexpr std::int64_t kSetBytes = 16 << 20;  // compiled set and its cache of states, filled as texts ask for them

}  // namespace

struct Regexes::Set {
    re2::RE2::Set set;
};

Regexes::Regexes() = default;
Regexes::~Regexes() = default;
Regexes::Regexes(Regexes&&) noexcept = default;
Regexes& Regexes::operator=(Regexes&&) noexcept = default;

void Regexes::add(const re2::RE2& regex, std::uint32_t target) {
    if (targets_.empty()) {
        auto options = regex.options();  // every regular expression of a condition has the same
        options.set_max_mem(kSetBytes);
        set_ = std::make_unique<Set>(Set{{options, re2::RE2::ANCHOR_BOTH}});
    }
    targets_.push_back(target);
    if (set_ && set_->set.Add(regex.pattern(), nullptr) < 0) set_.reset();
}

void Regexes::build() {
    if (set_ && !set_->set.Compile()) set_.reset();
    found_.reserve(targets_.size());
}

// Whether any matches is asked first: only the question which ones allocates inside RE2.
Regexes::Found Regexes::matching(std::string_view text) const {
    if (!set_) return Found::unknown;
    const re2::StringPiece piece{text.data(), text.size()};
    re2::RE2::Set::ErrorInfo error{};
    const auto sure = [&] { return error.kind == re2::RE2::Set::kNoError; };
    if (!set_->set.Match(piece, nullptr, &error)) return sure() ? Found::none : Found::unknown;
    return set_->set.Match(piece, &found_, &error) && sure() ? Found::some : Found::unknown;
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluation.h"

namespace overboard::engine {
namespace {

// More than a string keeps inside itself, so that swapping two of them leaves views of their text valid.
constexpr std::size_t kRoom = 256;

bool cheap(fields::Type type) { return type == fields::Type::boolean || type == fields::Type::number; }

}  // namespace

Evaluation::Evaluation(const Comparisons& comparisons)
    : comparisons_(comparisons), outcomes_(comparisons.size()), values_(comparisons.subjects().size()) {
    for (std::uint32_t i = 0; i < comparisons.size(); ++i) {
        const auto& p = comparisons[i];
        const bool flag = p.plain() && p.field->type == fields::Type::boolean && p.op != condition::Op::exists;
        flags_.push_back(flag ? Flag{p.field->extract, p.argument, p.flag != (p.op == condition::Op::ne)} : Flag{});
    }
}

void Evaluation::begin(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    if (++now_ >> 31) {
        now_ = 1;
        outcomes_.assign(outcomes_.size(), 0);
        for (auto& slot : values_) slot.of = 0;
    }
    if (!context_ || &context_->seen != &seen || &context_->ancestry != &ancestry) face(seen, ancestry);
}

void Evaluation::face(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    context_.emplace(fields::Context{seen, ancestry});
    context_->scratch.reserve(kRoom);
    context_->items.reserve(kRoom);
}

bool Evaluation::ask(std::uint32_t comparison) {
    const auto& flag = flags_[comparison];
    const bool outcome = flag.extract ? answer(flag) : compare(comparison);
    outcomes_[comparison] = now_ << 1 | static_cast<std::uint32_t>(outcome);
    return outcome;
}

bool Evaluation::compare(std::uint32_t comparison) {
    const auto& predicate = comparisons_[comparison];
    const auto subject = comparisons_.subject(comparison);
    const bool direct = subject == Comparisons::no_subject || cheap(predicate.field->type);
    return direct ? predicate.holds(*context_) : predicate.matches(value(subject));
}

const fields::Value& Evaluation::extract(std::uint32_t subject) {
    const auto& [field, argument] = comparisons_.subjects()[subject];
    auto& slot = values_[subject];
    slot.value = field->extract(*context_, argument);
    slot.of = now_;
    keep(slot);
    return slot.value;
}

// An extractor has put text together in the context's scratch, or a list in its items: the slot takes them over.
void Evaluation::keep(Slot& slot) {
    auto& scratch = context_->scratch;
    auto& items = context_->items;
    auto* text = std::get_if<std::string_view>(&slot.value);
    const auto* list = std::get_if<std::span<const std::string_view>>(&slot.value);
    const bool listed = list && list->data() == items.data();
    const bool written = text && text->data() >= scratch.data() && text->data() <= scratch.data() + scratch.size();
    if (!listed && !written) return;
    const auto at = written ? text->data() - scratch.data() : 0;
    if (slot.scratch.capacity() < kRoom) slot.scratch.reserve(kRoom);
    slot.scratch.swap(scratch);
    if (written) *text = {slot.scratch.data() + at, text->size()};
    if (listed) slot.items.swap(items);
}

}  // namespace overboard::engine

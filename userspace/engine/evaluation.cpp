// SPDX-License-Identifier: Apache-2.0
#include "engine/evaluation.h"

namespace overboard::engine {
namespace {

// More than a string keeps inside itself, so that swapping two of them leaves views of their text valid.
constexpr std::size_t kRoom = 256;

bool cheap(fields::Type type) { return type == fields::Type::boolean || type == fields::Type::number; }

}  // namespace

Flag Flag::of(const condition::Predicate& p) {
    const bool flag = p.plain() && p.field->type == fields::Type::boolean && p.op != condition::Op::exists;
    return flag ? Flag{p.field->extract, p.argument, p.flag != (p.op == condition::Op::ne)} : Flag{};
}

Evaluation::Evaluation(const Comparisons& comparisons)
    : comparisons_(comparisons), outcomes_(comparisons.size()), values_(comparisons.subjects().size()) {
    for (std::uint32_t i = 0; i < comparisons.size(); ++i) flags_.push_back(Flag::of(comparisons[i]));
}

void Evaluation::start_over() {
    now_ = 1;
    outcomes_.assign(outcomes_.size(), 0);
    for (auto& slot : values_) slot.of = 0;
}

void Evaluation::face(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    context_.emplace(fields::Context{seen, ancestry});
    context_->scratch.reserve(kRoom);
    context_->items.reserve(kRoom);
}

bool Evaluation::ask(std::uint32_t comparison) {
    const auto& flag = flags_[comparison];
    const bool outcome = flag.extract ? flag.holds(*context_) : compare(comparison);
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
    const auto& scratch = context_->scratch;
    if (const auto* text = std::get_if<std::string_view>(&slot.value)) {
        const auto at = static_cast<std::size_t>(text->data() - scratch.data());
        if (at <= scratch.size()) keep_text(slot, at);
    } else if (std::holds_alternative<std::span<const std::string_view>>(slot.value)) {
        keep_list(slot);
    }
    return slot.value;
}

// An extractor has put text together in the context's scratch: the slot takes it over. at: where the text begins there.
void Evaluation::keep_text(Slot& slot, std::size_t at) {
    take_scratch(slot);
    auto& text = std::get<std::string_view>(slot.value);
    text = {slot.scratch.data() + at, text.size()};
}

// The same of a list in its items, whose texts may lie in the scratch.
void Evaluation::keep_list(Slot& slot) {
    if (std::get<std::span<const std::string_view>>(slot.value).data() != context_->items.data()) return;
    take_scratch(slot);
    slot.items.swap(context_->items);
}

void Evaluation::take_scratch(Slot& slot) {
    if (slot.scratch.capacity() < kRoom) slot.scratch.reserve(kRoom);
    slot.scratch.swap(context_->scratch);
}

}  // namespace overboard::engine

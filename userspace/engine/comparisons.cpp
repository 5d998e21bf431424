// SPDX-License-Identifier: Apache-2.0
#include "engine/comparisons.h"

#include <re2/re2.h>

namespace overboard::engine {
namespace {

using condition::Predicate;

template <class T>
void put(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put(std::string& out, const std::string& text) {
    put(out, text.size());
    out += text;
}

// By the extractor: two names of one field are one subject.
std::string key_of(const fields::Field& field, int argument) {
    std::string out;
    put(out, field.extract);
    put(out, field.type);
    put(out, argument);
    return out;
}

// Equal for comparisons that have the same outcome for every event.
std::string meaning(const Predicate& p) {
    std::string out = key_of(*p.field, p.argument);
    put(out, p.op);
    put(out, p.flag);
    for (const auto n : p.numbers) put(out, n);
    for (const auto& range : p.ranges) {
        put(out, range.address);
        put(out, range.bits);
    }
    for (const auto& text : p.texts) put(out, text);
    if (p.regex) put(out, p.regex->pattern());
    return out;
}

}  // namespace

std::uint32_t Comparisons::subject_number(const Predicate& predicate) {
    const auto next = static_cast<std::uint32_t>(subjects_.size());
    const auto [at, fresh] = subject_numbers_.try_emplace(key_of(*predicate.field, predicate.argument), next);
    if (fresh) subjects_.push_back({predicate.field, predicate.argument});
    return at->second;
}

std::uint32_t Comparisons::number(const Shared& predicate) {
    const auto next = static_cast<std::uint32_t>(predicates_.size());
    const auto [known, unmet] = by_address_.try_emplace(predicate.get(), next);
    if (!unmet) return known->second;
    if (predicate->plain()) {
        const auto [same, fresh] = by_meaning_.try_emplace(meaning(*predicate), next);
        if (!fresh) return known->second = same->second;
    }
    predicates_.push_back(predicate);
    subject_of_.push_back(predicate->plain() ? subject_number(*predicate) : no_subject);
    return next;
}

Flow Comparisons::add(const condition::Program& program) {
    Flow out;
    out.entry = program.entry();
    out.steps.reserve(program.steps().size());
    for (const auto& step : program.steps()) out.steps.push_back({number(step.predicate), step.yes, step.no});
    return out;
}

}  // namespace overboard::engine

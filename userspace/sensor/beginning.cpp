// SPDX-License-Identifier: Apache-2.0
#include "sensor/beginning.h"

#include "base/log.h"
#include "baseline/text.h"

namespace overboard::sensor {
namespace {

struct Texts {  // the stores as their files are
    std::uint8_t learn = static_cast<std::uint8_t>(baseline::Learn::start_up);
    std::string own, shipped;
};

template <class Coder>
void code(Coder& coder, Texts& texts) {
    code_all(coder, texts.learn, texts.own, texts.shipped);
}

baseline::Store store_of(const std::string& text) {
    if (text.empty()) return {};
    auto reading = baseline::from_text(text);
    if (reading && reading->skipped != 0)
        base::log::warning("of the baseline as it is recorded {}", reading->complaint());
    if (reading) return std::move(reading->store);
    base::log::warning("the baseline as it is recorded cannot be used: {}; it is left out here and in every replay",
                       reading.error().message);
    return {};
}

baseline::Learn learn_of(std::uint8_t number) {
    const bool known = number <= static_cast<std::uint8_t>(baseline::Learn::training);
    return known ? static_cast<baseline::Learn>(number) : baseline::Learn::start_up;
}

}  // namespace

Beginning ask_beginning(enrich::Witness* witness, Occasion occasion, const std::function<Beginning()>& look) {
    if (!witness) return look();
    const enrich::Question question{enrich::Subject::baseline, static_cast<std::uint64_t>(occasion)};
    const auto texts = enrich::ask(witness, question, [&] {
        const Beginning found = look();
        return Texts{static_cast<std::uint8_t>(found.learn), baseline::to_text(found.own),
                     baseline::to_text(found.shipped)};
    });
    return {learn_of(texts.learn), store_of(texts.own), store_of(texts.shipped)};
}

}  // namespace overboard::sensor

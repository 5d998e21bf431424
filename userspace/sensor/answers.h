// SPDX-License-Identifier: Apache-2.0
// The two witnesses of enrichment: one writes down what the machine answered, the other gives it again.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "enrich/witness.h"

namespace overboard::sensor {

// Asks the machine, keeps the answer, and gives it without its secrets, so that a live run knows what a replay will.
class Listener : public enrich::Witness {
public:
    explicit Listener(enrich::Redaction redaction) : redaction_(redaction) {}
    std::string answer(const enrich::Question& question,
                       const std::function<void(enrich::AnswerWriter&)>& look) override;

    // The answers since the last call, as source::EntryKind::answer carries them.
    std::vector<std::string> take() { return std::exchange(heard_, {}); }

private:
    enrich::Redaction redaction_;
    std::vector<std::string> heard_;
};

// Gives what was answered then. Nothing of this machine is asked.
class Recollection : public enrich::Witness {
public:
    // An answer that belongs to what comes next. Fails when it is none, or when there are more than any recorder gives.
    base::Result<void> learn(std::string_view entry);
    // What it belonged to is over.
    void forget();
    // Nothing (what the reader of an answer takes for "unknown") when the question was not asked then.
    std::string answer(const enrich::Question& question,
                       const std::function<void(enrich::AnswerWriter&)>& look) override;

    std::uint64_t unanswered() const { return unanswered_; }  // questions that were not asked then

private:
    std::unordered_map<std::string, std::deque<std::string>> answers_;  // by Question::key(), in order
    std::size_t bytes_ = 0;
    std::uint64_t unanswered_ = 0;
};

}  // namespace overboard::sensor

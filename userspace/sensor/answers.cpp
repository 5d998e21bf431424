// SPDX-License-Identifier: Apache-2.0
#include "sensor/answers.h"

#include <cstring>

#include "source/recording.h"

namespace overboard::sensor {
namespace {

// One step asks for a mount table at most once, and for what a start finds of some thousand processes.
constexpr std::size_t max_pending = 4 * source::max_entry_bytes;

}  // namespace

// Size of the key, key, answer.
std::string Listener::answer(const enrich::Question& question, const std::function<void(enrich::AnswerWriter&)>& look) {
    enrich::AnswerWriter writer(redaction_);
    look(writer);
    std::string out = writer.take();
    const std::string key = question.key();
    const auto size = static_cast<std::uint32_t>(key.size());
    std::string entry(reinterpret_cast<const char*>(&size), sizeof size);
    heard_.push_back(std::move(entry.append(key).append(out)));
    return out;
}

base::Result<void> Recollection::learn(std::string_view entry) {
    std::uint32_t size = 0;
    if (entry.size() >= sizeof size) std::memcpy(&size, entry.data(), sizeof size);
    if (entry.size() < sizeof size || size > entry.size() - sizeof size)
        return base::fail("an answer lies about itself");
    bytes_ += entry.size();
    if (bytes_ > max_pending) return base::fail("it holds more answers than one event can need");
    entry.remove_prefix(sizeof size);
    answers_[std::string(entry.substr(0, size))].emplace_back(entry.substr(size));
    return {};
}

void Recollection::forget() {
    if (!answers_.empty()) answers_.clear();
    bytes_ = 0;
}

std::string Recollection::answer(const enrich::Question& question, const std::function<void(enrich::AnswerWriter&)>&) {
    const auto found = answers_.find(question.key());
    if (found == answers_.end() || found->second.empty()) {
        ++unanswered_;
        return {};
    }
    std::string out = std::move(found->second.front());
    found->second.pop_front();
    return out;
}

}  // namespace overboard::sensor

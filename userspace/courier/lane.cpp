// SPDX-License-Identifier: Apache-2.0
#include "courier/lane.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace overboard::courier {
namespace {

using outbox::Settled;
using outbox::Verdict;

constexpr std::int64_t say_again_ms = 60'000;
constexpr std::int64_t grace_ms = 10'000;  // for a sender that is busy, on top of the request's own bound
constexpr std::size_t local_batch = 256;

std::string reason(const Outcome& outcome) {
    if (outcome.status == 0) return base::cut(base::printable(outcome.error), 300);
    std::string out = "HTTP status " + std::to_string(outcome.status);
    if (outcome.status >= 300 && outcome.status < 400) out += ", a redirection, which is not followed";
    if (!outcome.answer.empty()) out += ": " + base::cut(base::printable(outcome.answer), 200);
    return out;
}

}  // namespace

Lane::Lane(Output output, Chance chance)
    : output_(std::move(output)), chance_(std::move(chance)), actives_(output_.settings.resolve_after.count()) {}

bool Lane::writes_where(const Output& other) const {
    const auto place = [](const sinks::Settings& s) { return std::tie(s.type, s.path, s.max_bytes, s.keep); };
    return local() && other.local && place(settings()) == place(other.settings);
}

std::string Lane::render(const incidents::Alert& alert) const {
    if (settings().type == sinks::Type::syslog)
        return sinks::render_syslog(alert, settings().format, settings().facility);
    return sinks::render(alert, settings().format, output_.colour);
}

std::size_t Lane::limit() const {
    if (local()) return local_batch;
    return singles_ > 0 ? 1 : std::max<std::size_t>(settings().batch, 1);
}

void Lane::begin(std::vector<outbox::Pending> rows, std::uint32_t number, std::int64_t now_ms) {
    rows_ = std::move(rows);
    number_ = number;
    begun_ms_ = std::max<std::int64_t>(now_ms, 1);
    if (settings().rate > 0) resume_ms_ = now_ms + static_cast<std::int64_t>(1000 / settings().rate);
}

bool Lane::overdue(std::int64_t now_ms) const {
    return busy() && now_ms - begun_ms_ > settings().timeout.count() + grace_ms;
}

void Lane::forget() {
    rows_.clear();
    begun_ms_ = 0;
}

Lane::Finish Lane::finish(const Outcome& outcome, std::int64_t now_ms) {
    Finish out;
    Verdict verdict = outbox::judge(outcome.status);
    if (rows_.empty()) actives_.answered(verdict == Verdict::delivered, now_ms);
    if (rows_.size() > 1 && (verdict == Verdict::dead || verdict == Verdict::refused)) {
        singles_ = rows_.size();  // one of them may be to blame for all
        forget();
        return out;
    }
    singles_ -= std::min(singles_, rows_.size());
    const std::string why = reason(outcome);
    if (verdict == Verdict::delivered) succeed(out, now_ms);
    if (verdict == Verdict::later || verdict == Verdict::refused)
        postpone(out, outcome, verdict == Verdict::refused, why, now_ms);
    if (verdict == Verdict::dead || verdict == Verdict::gone) {
        bury(out, why);
        out.said = say("will never take this alert (" + why + "); it is a dead letter: overboard outbox list", now_ms);
    }
    if (verdict == Verdict::gone) {
        disabled_ = true;
        out.said = "wants no more alerts (" + why + "): it is disabled until the next reload; what it is owed is kept";
    }
    forget();
    return out;
}

void Lane::succeed(Finish& out, std::int64_t now_ms) {
    if (circuit_.is_open()) out.said = "works again";
    circuit_.succeeded();
    silences_ = 0;
    counts_.delivered += rows_.size();
    for (outbox::Pending& row : rows_) {
        out.settled.push_back({row.id, settings().name, Settled::Kind::delivered, {}, 0});
        if (settings().format == sinks::Format::alertmanager) actives_.seen(row.body, now_ms);
    }
    out.delivered = std::move(rows_);
}

void Lane::bury(Finish& out, const std::string& why) {
    counts_.dead += rows_.size();
    for (const outbox::Pending& row : rows_)
        out.settled.push_back({row.id, settings().name, Settled::Kind::dead, why, 0});
}

void Lane::postpone(Finish& out, const Outcome& outcome, bool refused, const std::string& why, std::int64_t now_ms) {
    circuit_.failed();
    std::optional<std::int64_t> asked;
    if (outcome.retry_after_s)
        asked = std::min<std::int64_t>(*outcome.retry_after_s, 86'400) * 1000;
    else
        ++silences_;
    resume_ms_ = std::max(resume_ms_, now_ms + outbox::pause_ms(silences_, chance_(), asked));
    for (const outbox::Pending& row : rows_) {
        Settled settled{row.id, settings().name, Settled::Kind::again, why, 0};
        const std::uint32_t attempts = row.attempts + 1;
        if (now_ms - row.raised_ms > outbox::give_up_after_ms) {
            settled.kind = Settled::Kind::dead;
            ++counts_.dead;
        } else {
            ++counts_.retried;
            // The receiver is there and does not want this one: it comes again later, and the next may try at once.
            if (refused && attempts >= outbox::failures_to_pass) {
                settled.due_ms = now_ms + outbox::pause_ms(attempts, chance_()) + outbox::first_pause_ms;
                resume_ms_ = now_ms;
            }
        }
        out.settled.push_back(std::move(settled));
    }
    if (!rows_.empty()) out.said = say("does not take alerts now (" + why + "); they are kept and sent again", now_ms);
}

// Once a minute: a receiver that is away for an hour is not worth a line per attempt.
std::optional<std::string> Lane::say(const std::string& what, std::int64_t now_ms) {
    ++unsaid_;
    if (now_ms - said_ms_ < say_again_ms) return std::nullopt;
    said_ms_ = now_ms;
    return what + (std::exchange(unsaid_, 0) > 1 ? "; further such answers are only counted" : "");
}

}  // namespace overboard::courier

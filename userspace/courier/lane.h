// SPDX-License-Identifier: Apache-2.0
// One sink's deliveries: what is under way, when the next may begin, and what an outcome means. No clock, no disk and
// no network of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "courier/actives.h"
#include "courier/parcel.h"
#include "outbox/entry.h"
#include "outbox/schedule.h"
#include "sinks/settings.h"

namespace overboard::courier {

// A sink, and how it is reached when that is no network.
struct Output {
    sinks::Settings settings;
    std::unique_ptr<sinks::Sink> local;
    bool colour = false;
};

class Lane {
public:
    using Chance = std::function<double()>;  // uniform in [0, 1)
    struct Counts {
        std::uint64_t delivered = 0, retried = 0, dead = 0;
    };
    Lane(Output output, Chance chance);

    const sinks::Settings& settings() const { return output_.settings; }
    sinks::Sink* local() const { return output_.local.get(); }
    std::string render(const incidents::Alert& alert) const;

    // Whether a reload gave the very same sink again.
    bool is(const Output& other) const { return output_.settings == other.settings && output_.colour == other.colour; }
    // Whether the other would write to the same place, in this process.
    bool writes_where(const Output& other) const;
    std::unique_ptr<sinks::Sink> give_up_local() { return std::move(output_.local); }
    void enable() { disabled_ = false; }  // by a reload, what the receiver said is forgotten

    // Whether a next attempt may begin; and when it may, as far as only time is missing.
    bool is_free(std::int64_t now_ms) const { return !busy() && !disabled_ && now_ms >= resume_ms_; }
    bool busy() const { return begun_ms_ != 0; }
    std::int64_t resume_ms() const { return disabled_ ? INT64_MAX : resume_ms_; }
    std::size_t limit() const;
    void wait_until(std::int64_t ms) { resume_ms_ = ms; }

    // rows: empty for what Alertmanager is told again.
    void begin(std::vector<outbox::Pending> rows, std::uint32_t number, std::int64_t now_ms);
    bool awaits(std::uint32_t number) const { return busy() && number_ == number; }
    bool overdue(std::int64_t now_ms) const;
    void forget();  // the attempt came to nothing that counts: the sender died

    // What became of the rows under way. said: what a person should be told, if anything.
    struct Finish {
        std::vector<outbox::Settled> settled;
        std::vector<outbox::Pending> delivered;
        std::optional<std::string> said;
    };
    Finish finish(const Outcome& outcome, std::int64_t now_ms);

    bool circuit_open() const { return circuit_.is_open() || disabled_; }
    Counts& counts() { return counts_; }
    Actives& actives() { return actives_; }

private:
    void succeed(Finish& out, std::int64_t now_ms);
    void bury(Finish& out, const std::string& why);
    void postpone(Finish& out, const Outcome& outcome, bool refused, const std::string& why, std::int64_t now_ms);
    std::optional<std::string> say(const std::string& what, std::int64_t now_ms);

    Output output_;
    Chance chance_;
    outbox::Circuit circuit_;
    Actives actives_;
    Counts counts_;
    // Failures in a row that named no time to come back at: who names one is there, and is not waited for longer each
    // time.
    std::uint32_t silences_ = 0;
    std::vector<outbox::Pending> rows_;
    std::uint32_t number_ = 0;
    std::int64_t begun_ms_ = 0, resume_ms_ = 0, said_ms_ = INT64_MIN / 2;
    std::uint64_t unsaid_ = 0;
    std::size_t singles_ = 0;  // deliveries to do one by one, since a batch that held them was refused
    bool disabled_ = false;
};

}  // namespace overboard::courier

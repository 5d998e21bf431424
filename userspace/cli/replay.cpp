// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <thread>

#include "base/log.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/config.h"
#include "cli/rules.h"
#include "sensor/outputs.h"
#include "sensor/replay.h"
#include "source/recording_reader.h"

namespace overboard::cli {
namespace {

struct Options {
    std::string file, alerts = "-", format, config;
    std::vector<std::string> rules, against;
    double speed = 0;
    bool json = false, exit_code = false;
};

base::Result<sensor::Settings> settings(const Options& options, const std::vector<std::string>& rules) {
    Given given{options.config, {}};
    given.flags["alerts"] = {options.alerts, {}, {}};  // never the configured sinks: those wake people
    if (!rules.empty()) given.flags["rules.paths"] = {"", rules, {}};
    if (!options.format.empty()) given.flags["format"] = {options.format, {}, {}};
    std::vector<engine::Diagnostic> diagnostics;
    auto config = resolve(given, Surroundings::here(), diagnostics);
    for (const auto& diagnostic : diagnostics) base::log::error("{}", to_string(diagnostic));
    if (!config) return base::fail("the configuration has errors, see above");
    return std::move(config->settings);
}

// Lets time pass as it did, `speed` times as fast.
class Pace {
public:
    explicit Pace(double speed) : speed_(speed) {}
    void wait(const source::Entry& entry) {
        source::Moment now;
        if (speed_ <= 0 || entry.kind != source::EntryKind::tick || entry.bytes.size() != sizeof now) return;
        std::memcpy(&now, entry.bytes.data(), sizeof now);
        if (!first_) first_ = now.boot_ns;
        const auto passed = static_cast<double>(now.boot_ns - *first_) / speed_;
        std::this_thread::sleep_until(begun_ + std::chrono::nanoseconds(static_cast<std::int64_t>(passed)));
    }

private:
    using Clock = std::chrono::steady_clock;
    double speed_;
    Clock::time_point begun_ = Clock::now();
    std::optional<std::uint64_t> first_;
};

// Every entry to every replay. False: the recording is not whole; what is whole was given.
bool play(source::RecordingReader& reader, std::vector<std::unique_ptr<sensor::Replay>>& replays, Pace pace) {
    for (;;) {
        const auto entry = reader.next();
        if (!entry) return base::log::error("{}", entry.error().message), false;
        if (!*entry) return true;
        pace.wait(**entry);
        for (const auto& replay : replays)
            if (const auto done = replay->take(**entry); !done)
                return base::log::error("the recording is damaged: {}", done.error().message), false;
    }
}

class Player {
public:
    explicit Player(const Options& options) : options_(options) {}

    int run() {
        auto mine = settings(options_, options_.rules);
        if (!mine) return misused;
        auto reader = source::RecordingReader::open(options_.file);
        if (!reader) return say(reader.error());
        reader_ = std::move(*reader);
        const bool compares = !options_.against.empty();
        if (auto done = compares ? load_both(*mine) : load_one(*mine); !done) return say(done.error());
        return finish(compares);
    }

private:
    static int say(const base::Error& error) { return base::log::error("{}", error.message), failed; }

    base::Result<void> add(const sensor::Settings& from, incidents::Incidents::Emit emit) {
        auto rules = loaded(from);
        if (!rules) return base::fail("the rules cannot be used, see above");
        replays_.push_back(std::make_unique<sensor::Replay>(reader_->header(), std::move(*rules), std::move(emit)));
        return {};
    }

    base::Result<void> load_one(const sensor::Settings& mine) {
        auto outputs = sensor::make_outputs(mine, isatty(STDOUT_FILENO) == 1);
        if (!outputs) return tl::unexpected(outputs.error());
        outputs_ = std::move(*outputs);
        return add(
            mine, [this](const auto& alert) { undelivered_ = !sensor::deliver_here(outputs_, alert) || undelivered_; });
    }

    base::Result<void> load_both(const sensor::Settings& mine) {
        const auto other = settings(options_, options_.against);
        if (!other) return tl::unexpected(other.error());
        if (auto done = add(mine, [this](const auto& alert) { comparison_.add(alert); }); !done) return done;
        return add(*other, [this](const auto& alert) { comparison_.against(alert); });
    }

    int finish(bool compares) {
        const bool whole = play(*reader_, replays_, Pace(options_.speed));
        if (!whole)
            for (const auto& replay : replays_) replay->finish();
        if (const auto unknown = replays_.front()->unanswered())
            base::log::warning(
                "{} questions of this version were not asked when overboard {} recorded: some facts are missing",
                unknown, reader_->header().version);
        if (compares) std::fputs((options_.json ? comparison_.json() : comparison_.text()).c_str(), stdout);
        if (!whole || undelivered_) return failed;
        return compares && options_.exit_code && !comparison_.same() ? failed : fine;
    }

    const Options& options_;
    std::unique_ptr<source::RecordingReader> reader_;
    std::vector<courier::Output> outputs_;
    bool undelivered_ = false;
    Comparison comparison_;
    std::vector<std::unique_ptr<sensor::Replay>> replays_;
};

}  // namespace

void setup_replay(Arguments& command) {
    const auto options = std::make_shared<Options>();
    command.option("FILE", &options->file, "The recording.").required();
    command.option("--rules", &options->rules, "Rule files or directories, instead of the configured ones.", "PATH")
        .each();
    const Argument against = command
                                 .option("--against", &options->against,
                                         "Show what --rules raises and these do not, and the reverse.", "PATH")
                                 .each();
    command.option("--alerts", &options->alerts, "A file that takes the alerts; - is standard output.", "FILE")
        .excludes(against);
    command.option("--format", &options->format, "text, json or falco.", "VALUE").excludes(against);
    command.option("--config", &options->config, "Configuration file, instead of /etc/overboard/config.yaml.", "FILE");
    command.option("--speed", &options->speed, "1: as fast as it happened, 10: ten times; 0: as fast as it goes.")
        .not_negative()
        .with_default();
    command.flag("--json", options->json, "The comparison as JSON.").needs(against);
    command.flag("--exit-code", options->exit_code, "End with 1 when the comparison shows a difference.")
        .needs(against);
    command.footer("Ends with 0; 1 when the recording or the rules cannot be used, or it is cut or damaged.");
    command.runs([options] { return Player(*options).run(); });
}

}  // namespace overboard::cli

// SPDX-License-Identifier: Apache-2.0
#include "sensor/sensor.h"
#include "sensor/beginning.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <numeric>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "baseline/file.h"
#include "courier/launcher.h"
#include "sensor/confine.h"
#include "sensor/files_watch.h"
#include "sensor/http.h"
#include "sensor/intake.h"
#include "sensor/last_watch.h"
#include "sensor/load.h"
#include "sensor/loop.h"
#include "sensor/notify.h"
#include "sensor/outputs.h"
#include "sensor/preflight.h"
#include "sensor/recording.h"
#include "sensor/refusal.h"
#include "sensor/report.h"
#include "sensor/signals.h"
#include "sensor/start.h"

namespace overboard::sensor {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace log = base::log;
using source::EntryKind;

constexpr auto drain_limit = 2s;    // at a clean stop: a flood must not hold it up
constexpr auto deliver_limit = 3s;  // and for the sinks, after that; the outbox keeps the rest

constexpr auto keep_every = 5s;  // what was learnt is written, and what others wrote is read

class Sensor {
public:
    // launcher: null when nobody is told what it sees.
    Sensor(Settings settings, const Hooks& hooks, courier::Launcher* launcher)
        : settings_(std::move(settings)), hooks_(hooks), launcher_(launcher) {}

    int run() {
        if (!settings_.ready_file.empty()) unlink(settings_.ready_file.c_str());
        const auto started = check_node()
                                 .map([this] { begin_loading(); })
                                 .and_then([this] { return load(); })
                                 .map([this] { http_.use(settings_); })
                                 .and_then([this] { return attach(); })
                                 .and_then([this] { return scan(); })
                                 .map([this] { confine(); })
                                 .and_then([this] { return announce(); });
        if (!started) {
            log::error("{}", started.error().message);
            return 1;
        }
        const auto ended = loop();
        if (!settings_.ready_file.empty()) unlink(settings_.ready_file.c_str());
        if (!ended) log::error("{}", ended.error().message);
        const auto raised = delivery_->stats().raised;
        return ended && recording_.finish(std::accumulate(raised.begin(), raised.end(), std::uint64_t{0})) ? 0 : 1;
    }

private:
    base::Result<void> check_node() {
        mount_tracefs();
        const auto missing = obstacles(judge(gather_facts()));
        for (const std::string& sentence : missing) log::error("{}", sentence);
        if (!missing.empty())
            return base::fail("this node lacks what the sensor needs, see above; overboard doctor shows all of it");
        return {};
    }

    base::Result<void> load() {
        auto loaded = sensor::load(settings_, terminal());
        if (!loaded) return tl::unexpected(loaded.error());
        start_delivery(std::move(loaded->outputs));
        const auto here = describe_recording();
        if (auto started = recording_.start(settings_.record, here, settings_.redact); !started) return started;
        enrich::Settings enrichment;
        enrichment.witness = witness();
        enricher_ = std::make_unique<enrich::Enricher>(std::move(enrichment));
        start_baseline(std::move(loaded->habits));
        const incidents::Settings identity{.node = here.node, .boot_id = here.boot_id};
        pipeline_ =
            std::make_unique<Pipeline>(Pipeline::Parts{*enricher_, counts_, registry_, identity,
                                                       [this](const auto& alert) { raise(alert); }, &*baseline_},
                                       std::move(loaded->rules));
        intake_ = std::make_unique<Intake>(*enricher_, *pipeline_, recording_.recorder());
        intake_->take(EntryKind::started, {});
        return {};
    }

    void raise(const incidents::Alert& alert) {
        if (alert.rule_id == selftest_rule) counts_.selftest_ns = alert.wall_ns;
        delivery_->raise(alert);
    }

    enrich::Witness* witness() {
        auto* recorder = recording_.recorder();
        return recorder ? &recorder->witness() : nullptr;
    }

    void start_baseline(baseline::Store shipped) {
        auto begun = ask_beginning(witness(), Occasion::start, [&] {
            return Beginning{settings_.learn, kept_.open(), std::move(shipped)};
        });
        baseline_.emplace(begun.learn, std::move(begun.own), std::move(begun.shipped));
        if (settings_.learn == baseline::Learn::training)
            log::warning("training: whatever containers do is learnt as a habit; never leave it on where they serve");
    }

    source::RecordingHeader describe_recording() const {
        auto out = source::RecordingHeader::here(OVERBOARD_VERSION);
        out.node = settings_.node;
        out.everything = settings_.record.everything;
        out.judge_host = settings_.judge_host;
        return out;
    }

    void start_delivery(std::vector<courier::Output> outputs) {
        courier::Dispatcher::Setup setup;
        setup.spool.directory = settings_.state_dir;
        setup.spool.max_bytes = settings_.outbox_bytes;
        setup.spool.log = [](bool error, const std::string& line) {
            error ? log::error("{}", line) : log::info("{}", line);
        };
        setup.node = settings_.node;
        setup.spawn = [this](int channel) { return launcher_->sender(channel); };
        setup.end = [this](pid_t child) { launcher_->end(child); };
        setup.begin = [writes = written_directories(settings_)] { say_kept(keep_for_delivery(writes)); };
        setup.metrics = &registry_;
        delivery_ = std::make_unique<courier::Dispatcher>(std::move(setup), std::move(outputs));
    }

    // The kernel checks the programs while the rules are read.
    void begin_loading() {
        source::LiveOptions options;
        if (settings_.verbose) options.verbose = [](const std::string& line) { log::debug("libbpf: {}", line); };
        loading_ = std::async(std::launch::async, [options] { return source::Live::load(options); });
    }

    base::Result<void> attach() {
        auto live = loading_.get();
        if (!live) return tl::unexpected(live.error());
        const auto asked = asked_of_kernel(pipeline_->engine(), settings_, settings_.record);
        if (auto done = (*live)->attach(asked); !done) return done;
        live_ = std::move(*live);
        counts_.attach_seconds = static_cast<double>(base::realtime_ns()) / 1e9 - process_start_seconds();
        counts_.unwatched_seconds = last_watch_.unwatched_seconds();
        if (const auto words = say_unwatched(counts_.unwatched_seconds); !words.empty()) log::warning("{}", words);
        return {};
    }

    base::Result<void> scan() {
        const auto begun = Clock::now();
        auto running = live_->scan();
        if (!running) return tl::unexpected(running.error());
        intake_->take(EntryKind::scanned, std::as_bytes(std::span{*running}));
        counts_.scan_seconds = std::chrono::duration<double>(Clock::now() - begun).count();
        return {};
    }

    // What could not be given up is said; it is no reason not to watch.
    void confine() {
        const bool syslog = std::ranges::count(settings_.sinks, sinks::Type::syslog, &sinks::Settings::type) > 0;
        sinks::prepare_syslog();  // a reload may bring one
        say_kept(keep_what_is_needed(written_directories(settings_)));
        say_kept(filter_system_calls(syslog));
    }

    static void say_kept(const base::Result<void>& given_up) {
        if (!given_up) log::warning("the sensor keeps what it does not need: {}", given_up.error().message);
    }

    base::Result<void> announce() {
        Started started = describe();
        if (terminal() && !settings_.record.only)
            std::fputs(banner(settings_, started).c_str(), stdout), std::fflush(stdout);
        base::give_back_free_memory();  // the kernel's types, and what rules were read from
        log::debug("attached after {:.1f} ms, scanned in {:.1f} ms", started.attach_ms, started.scan_ms);
        say_ready();
        return settings_.ready_file.empty() ? base::Result<void>{} : write_ready_file(settings_.ready_file, started);
    }

    Started describe() {
        Started started;
        utsname name{};
        uname(&name);
        started.kernel = name.release;
        started.metrics = http_.address();
        const auto rules = pipeline_->engine().rules();
        started.rules = rules.size();
        started.rule = rules.front().id;
        started.programs =
            static_cast<std::size_t>(std::ranges::count(live_->programs(), true, &source::ProgramState::loaded));
        started.containers = enricher_->containers();
        started.processes = enricher_->processes();
        started.attach_ms = counts_.attach_seconds * 1e3;
        started.scan_ms = counts_.scan_seconds * 1e3;
        return started;
    }

    base::Result<void> loop() {
        Loop loop{*live_, [this](auto bytes) { intake_->take(EntryKind::record, bytes); },
                  [this](auto now) { tick(now); }};
        loop_ = &loop;
        recording_.begin(Clock::now());
        const base::Fd mounts{open("/proc/1/mountinfo", O_RDONLY | O_CLOEXEC)};
        loop.add(live_->poll_fd(), EPOLLIN, {});
        loop.add(signals_.fd(), EPOLLIN, [&] { signals_.take([this] { reload_or_stay(); }, [&] { loop.stop(); }); });
        if (mounts) loop.add(mounts.get(), EPOLLPRI, [this] { intake_->take(EntryKind::mounts, {}); });
        http_.join(loop);
        auto ended = loop.run();
        notifier_.stopping();
        if (ended) loop.drain(drain_limit);
        if (launcher_) last_watch_.keep();
        take_losses();
        intake_->take(EntryKind::end, {});
        kept_.sync(*baseline_, true);
        if (!delivery_->stop(deliver_limit))
            log::info("not every alert is delivered; what is owed is in the outbox, and sent after the next start");
        http_.leave();
        loop_ = nullptr;
        return ended;
    }

    void tick(Clock::time_point now) {
        take_losses();
        const auto boot_ns = base::boottime_ns();
        // Not the two clocks one after the other: a pause between would look as if the clock had been set.
        const source::Moment moment{boot_ns, static_cast<std::int64_t>(boot_ns) + base::realtime_offset_ns()};
        intake_->take(EntryKind::tick, std::as_bytes(std::span{&moment, 1}));
        if (!recording_.tick(now)) loop_->stop();
        if (now >= keep_at_) {
            kept_.sync(*baseline_);
            keep_at_ = now + keep_every;
        }
        if (launcher_) last_watch_.keep(now);
        look_after_launcher();
        http_.tick(now);
        if (watch_.changed(now)) reload_or_stay();
        notifier_.alive(now);
    }

    void look_after_launcher() {
        if (!launcher_) return;
        const auto before = launcher_->restarts();
        const auto done = launcher_->look_after();
        if (launcher_->restarts() != before) log::warning("a process that starts couriers died, and was replaced");
        if (!done && !launcher_lost_) log::error("{}; detection goes on, and couriers that run", done.error().message);
        launcher_lost_ = !done;
    }

    void take_losses() {
        const auto losses = live_->losses();
        if (losses == losses_) return;
        losses_ = losses;
        intake_->take(EntryKind::losses, std::as_bytes(std::span{&losses_, 1}));
    }

    void reload_or_stay() {
        notifier_.reloading();
        watch_.settle();
        if (const auto done = reload(); !done) {
            ++counts_.load_errors;
            delivery_->reopen();
            raise(refused_rules(settings_.node, done.error().message, base::realtime_ns()));
            log::error("reload refused, the former rules and configuration stay in use: {}", done.error().message);
        }
        say_ready();
    }

    void say_ready() {
        notifier_.ready(std::to_string(pipeline_->engine().rules().size()) + " rules, " +
                        std::to_string(enricher_->containers()) + " containers");
    }

    // All or nothing: everything new is made before anything old is given up.
    base::Result<void> reload() {
        auto settings = hooks_.reload();
        if (!settings) return tl::unexpected(settings.error());
        watch_.watch(settings->watched);  // also when they are refused: what is wrong may be mended in a file new to it
        auto loaded = sensor::load(*settings, terminal());
        if (!loaded) return tl::unexpected(loaded.error());
        if (auto filled = live_->set_filter(asked_of_kernel(*loaded->rules.engine, *settings, settings_.record));
            !filled)
            return filled;
        pipeline_->use(std::move(loaded->rules));  // its last folds are raised first
        auto habits = ask_beginning(witness(), Occasion::reload, [&] {
            return Beginning{settings->learn, {}, std::move(loaded->habits)};
        });
        if (auto* recorder = recording_.recorder()) recorder->keep(EntryKind::reloaded, {});
        delivery_->use(std::move(loaded->outputs));
        settings->record = settings_.record;
        baseline_->use(habits.learn, std::move(habits.shipped));
        settings_ = std::move(*settings);
        http_.use(settings_);
        base::give_back_free_memory();
        log::info("reloaded: {} rules, {} sinks", pipeline_->engine().rules().size(), settings_.sinks.size());
        return {};
    }

    std::string metrics() {
        if (!live_) return registry_.text();
        const KernelNumbers kernel = KernelNumbers::of(*live_, occupancy_);
        report(registry_, {kernel, counts_, *pipeline_, *enricher_, delivery_->stats(), http_.restarts(),
                           launcher_ ? launcher_->restarts() : 0, http_.refusals()});
        return registry_.text();
    }

    std::string health() const {
        if (!live_ || !loop_) return "the programs are not attached yet\n";
        if (Clock::now() - loop_->drained() > drain_limit) return "the rings have not been drained for 2 s\n";
        for (const auto& ring : live_->rings())
            if (ring.size && ring.used >= ring.size / 10 * 9)
                return "a ring buffer is nearly full: the sensor is behind\n";
        return "ready\n";
    }

    static bool terminal() { return isatty(STDOUT_FILENO) == 1; }

    Settings settings_;
    const Hooks& hooks_;
    courier::Launcher* const launcher_;
    bool launcher_lost_ = false;  // said already
    Signals signals_;
    Counts counts_;
    metrics::Registry registry_;
    Recording recording_;  // enrichment's witness: outlives it
    std::unique_ptr<enrich::Enricher> enricher_;
    std::unique_ptr<courier::Dispatcher> delivery_;
    baseline::StateFile kept_{settings_.state_dir};
    LastWatch last_watch_{settings_.state_dir};
    std::optional<baseline::Baseline> baseline_;
    Clock::time_point keep_at_{};
    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<Intake> intake_;
    std::future<base::Result<std::unique_ptr<source::Live>>> loading_;
    std::unique_ptr<source::Live> live_;
    Occupancy occupancy_;
    Http http_{{.spawn = [this](int channel, const std::string& listen) { return launcher_->courier(channel, listen); },
                .end = [this](pid_t child) { launcher_->end(child); },
                .metrics = [this] { return metrics(); },
                .health = [this] { return health(); }}};
    LossWatch::Losses losses_{};
    Notifier notifier_ = Notifier::from_environment();
    FilesWatch watch_{settings_.watched};
    Loop* loop_ = nullptr;
};

}  // namespace

int run(Settings settings, const Hooks& hooks) {
    base::map_large_blocks();
    if (settings.record.only) return Sensor{std::move(settings), hooks, nullptr}.run();
    // First of all, while there is one thread and nothing to hand down.
    const auto launcher = courier::Launcher::start();
    if (!launcher) return log::error("{}", launcher.error().message), 1;
    return Sensor{std::move(settings), hooks, launcher->get()}.run();
}

}  // namespace overboard::sensor

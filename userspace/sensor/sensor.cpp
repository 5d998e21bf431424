// SPDX-License-Identifier: Apache-2.0
#include "sensor/sensor.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "baseline/file.h"
#include "sensor/files_watch.h"
#include "sensor/intake.h"
#include "sensor/loop.h"
#include "sensor/notify.h"
#include "sensor/outputs.h"
#include "sensor/preflight.h"
#include "sensor/recorder.h"
#include "sensor/report.h"
#include "sensor/start.h"

namespace overboard::sensor {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace log = base::log;
using source::EntryKind;

constexpr auto courier_head_start = 300ms;  // for the courier to say its address, before the banner names it
constexpr auto drain_limit = 2s;            // at a clean stop: a flood must not hold it up
constexpr auto deliver_limit = 3s;          // and for the sinks, after that; the outbox keeps the rest

constexpr auto flush_recording_every = 1s;
constexpr auto keep_every = 5s;  // what was learnt is written, and what others wrote is read

source::KernelFilter asked_of_kernel(const engine::Engine& engine, const Settings& settings,
                                     const RecordSettings& record) {
    if (record.everything) return source::everything();
    auto filter = engine.kernel_filter();
    filter.config.budget = settings.bulk_events_per_second;
    return filter;
}

// Blocks the signals that the loop takes through a descriptor; SIGPIPE becomes an error of the write.
base::Fd take_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return base::Fd{signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
}

void say(const std::vector<engine::Diagnostic>& diagnostics) {
    for (const auto& diagnostic : diagnostics) {
        if (diagnostic.severity == engine::Diagnostic::Severity::error)
            log::error("{}", to_string(diagnostic));
        else if (diagnostic.severity == engine::Diagnostic::Severity::note)
            log::info("{}", to_string(diagnostic));
        else
            log::warning("{}", to_string(diagnostic));
    }
}

class Sensor {
public:
    Sensor(Settings settings, const Hooks& hooks) : settings_(std::move(settings)), hooks_(hooks) {}

    int run() {
        signals_ = take_signals();
        if (!settings_.ready_file.empty()) unlink(settings_.ready_file.c_str());
        const auto started = check_node()
                                 .and_then([this] { return load(); })
                                 .and_then([this] { return start_courier(); })
                                 .and_then([this] { return attach(); })
                                 .and_then([this] { return scan(); })
                                 .and_then([this] { return announce(); });
        if (!started) {
            log::error("{}", started.error().message);
            return 1;
        }
        const auto ended = loop();
        if (!settings_.ready_file.empty()) unlink(settings_.ready_file.c_str());
        if (!ended) log::error("{}", ended.error().message);
        return ended && recorded() ? 0 : 1;
    }

private:
    // What a recording alone has to say at its end. False: it is not what was asked for.
    bool recorded() const {
        if (!recorder_ || !settings_.record.only) return true;
        if (recorder_->failed()) return log::error("{}", recorder_->why()), false;
        const auto raised = delivery_->stats().raised;
        log::info("recorded {} events in {} bytes to {}; these rules raised {} alerts, overboard replay shows them",
                  recorder_->records(), recorder_->bytes(), base::printable(settings_.record.file),
                  std::accumulate(raised.begin(), raised.end(), std::uint64_t{0}));
        return true;
    }

    base::Result<void> check_node() {
        mount_missing();
        const auto missing = obstacles(judge(gather_facts()));
        for (const std::string& sentence : missing) log::error("{}", sentence);
        if (!missing.empty())
            return base::fail("this node lacks what the sensor needs, see above; overboard doctor shows all of it");
        return {};
    }

    base::Result<void> load() {
        std::vector<engine::Diagnostic> diagnostics;
        auto rules = load_ruleset(settings_, diagnostics);
        say(diagnostics);
        if (!rules) return tl::unexpected(rules.error());
        auto outputs = make_outputs(settings_, terminal());
        if (!outputs) return tl::unexpected(outputs.error());
        start_delivery(std::move(*outputs));
        const auto here = describe_recording();
        if (auto recording = start_recording(here); !recording) return recording;
        enrich::Settings enrichment;
        if (recorder_) enrichment.witness = &recorder_->witness();
        enricher_ = std::make_unique<enrich::Enricher>(std::move(enrichment));
        const incidents::Settings identity{.node = here.node, .boot_id = here.boot_id};
        if (auto learnt = start_baseline(); !learnt) return learnt;
        pipeline_ = std::make_unique<Pipeline>(
            Pipeline::Parts{*enricher_, counts_, registry_, identity,
                            [this](const auto& alert) { delivery_->raise(alert); }, &*baseline_},
            std::move(*rules));
        intake_ = std::make_unique<Intake>(*enricher_, *pipeline_, recorder_.get());
        intake_->take(EntryKind::started, {});
        return {};
    }

    base::Result<void> start_baseline() {
        auto shipped = shipped_habits(settings_);
        if (!shipped) return tl::unexpected(shipped.error());
        baseline_.emplace(settings_.learn, kept_.open(), std::move(*shipped));
        if (settings_.learn == baseline::Learn::training)
            log::warning("training: whatever containers do is learnt as a habit; never leave it on where they serve");
        return {};
    }

    source::RecordingHeader describe_recording() const {
        auto out = source::RecordingHeader::here(OVERBOARD_VERSION);
        out.node = settings_.node;
        out.everything = settings_.record.everything;
        out.judge_host = settings_.judge_host;
        return out;
    }

    base::Result<void> start_recording(const source::RecordingHeader& header) {
        if (settings_.record.file.empty()) return {};
        auto recorder = Recorder::create(settings_.record, header, settings_.redact);
        if (!recorder) return tl::unexpected(recorder.error());
        recorder_ = std::move(*recorder);
        return {};
    }

    void start_delivery(std::vector<courier::Output> outputs) {
        courier::Dispatcher::Setup setup;
        setup.spool.directory = settings_.state_dir;
        setup.spool.max_bytes = settings_.outbox_bytes;
        setup.spool.log = [](bool error, const std::string& line) {
            error ? log::error("{}", line) : log::info("{}", line);
        };
        setup.node = settings_.node;
        setup.spawn = hooks_.spawn_sender;
        setup.metrics = &registry_;
        delivery_ = std::make_unique<courier::Dispatcher>(std::move(setup), std::move(outputs));
    }

    static base::Result<baseline::Store> shipped_habits(const Settings& settings) {
        if (settings.baseline_file.empty()) return baseline::Store{};
        return baseline::load(settings.baseline_file);
    }

    base::Result<void> start_courier() {
        if (settings_.metrics_listen.empty()) return {};
        supervisor_ = std::make_unique<courier::Supervisor>(courier::Supervisor::Setup{
            .listen = settings_.metrics_listen,
            .spawn = hooks_.spawn,
            .metrics = [this] { return metrics(); },
            .health = [this] { return health(); },
            .log = [](bool error,
                      const std::string& line) { error ? log::error("{}", line) : log::debug("{}", line); }});
        supervisor_->start(Clock::now());
        return {};
    }

    base::Result<void> attach() {
        source::LiveOptions options;
        if (settings_.verbose) options.verbose = [](const std::string& line) { log::debug("libbpf: {}", line); };
        auto live = source::Live::open(options, asked_of_kernel(pipeline_->engine(), settings_, settings_.record));
        if (!live) return tl::unexpected(live.error());
        live_ = std::move(*live);
        counts_.attach_seconds = static_cast<double>(base::realtime_ns()) / 1e9 - process_start_seconds();
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

    base::Result<void> announce() {
        Started started = describe();
        if (terminal() && !settings_.record.only)
            std::fputs(banner(settings_, started).c_str(), stdout), std::fflush(stdout);
        log::debug("attached after {:.1f} ms, scanned in {:.1f} ms", started.attach_ms, started.scan_ms);
        say_ready();
        return settings_.ready_file.empty() ? base::Result<void>{} : write_ready_file(settings_.ready_file, started);
    }

    Started describe() {
        Started started;
        utsname name{};
        uname(&name);
        started.kernel = name.release;
        started.metrics = courier_address();
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

    std::string courier_address() {
        if (!supervisor_) return {};
        const auto end = Clock::now() + courier_head_start;
        while (supervisor_->address().empty() && supervisor_->pid() && Clock::now() < end) {
            pollfd ready{supervisor_->poll_fd(), POLLIN, 0};
            if (poll(&ready, 1, 20) > 0) supervisor_->service(Clock::now());
        }
        return supervisor_->address();
    }

    base::Result<void> loop() {
        Loop loop{*live_, [this](auto bytes) { intake_->take(EntryKind::record, bytes); },
                  [this](auto now) { tick(now); }};
        loop_ = &loop;
        begun_ = Clock::now();
        const base::Fd mounts{open("/proc/1/mountinfo", O_RDONLY | O_CLOEXEC)};
        loop.add(live_->poll_fd(), EPOLLIN, {});
        loop.add(signals_.get(), EPOLLIN, [this] { take_signal(); });
        if (mounts) loop.add(mounts.get(), EPOLLPRI, [this] { intake_->take(EntryKind::mounts, {}); });
        watch_courier();
        auto ended = loop.run();
        notifier_.stopping();
        if (ended) loop.drain(drain_limit);
        take_losses();
        intake_->take(EntryKind::end, {});
        kept_.sync(*baseline_);
        if (!delivery_->stop(deliver_limit))
            log::info("not every alert is delivered; what is owed is in the outbox, and sent after the next start");
        loop_ = nullptr;
        return ended;
    }

    void watch_courier() {
        if (supervisor_) loop_->add(supervisor_->poll_fd(), EPOLLIN, [this] { supervisor_->service(Clock::now()); });
    }

    void tick(Clock::time_point now) {
        take_losses();
        const source::Moment moment{base::boottime_ns(), base::realtime_ns()};
        intake_->take(EntryKind::tick, std::as_bytes(std::span{&moment, 1}));
        if (recorder_) watch_recorder(now);
        if (now >= keep_at_) {
            kept_.sync(*baseline_);
            keep_at_ = now + keep_every;
        }
        if (supervisor_) supervisor_->tick(now);
        if (watch_.changed(now)) reload_or_stay();
        notifier_.alive(now);
    }

    void take_losses() {
        const auto losses = live_->losses();
        if (losses == losses_) return;
        losses_ = losses;
        intake_->take(EntryKind::losses, std::as_bytes(std::span{&losses_, 1}));
    }

    void watch_recorder(Clock::time_point now) {
        if (now >= next_flush_) {
            recorder_->flush();
            next_flush_ = now + flush_recording_every;
        }
        const bool over = settings_.record.seconds && now - begun_ >= std::chrono::seconds(settings_.record.seconds);
        if (settings_.record.only && (over || !recorder_->going())) loop_->stop();
        if (!recorder_->going() && !std::exchange(said_recorded_, true) && !settings_.record.only)
            log::warning("recording has stopped: {}; detection goes on", recorder_->why());
    }

    void take_signal() {
        for (signalfd_siginfo info{}; read(signals_.get(), &info, sizeof info) == sizeof info;) {
            if (info.ssi_signo != SIGHUP) return loop_->stop();
            reload_or_stay();
        }
    }

    void reload_or_stay() {
        notifier_.reloading();
        if (const auto done = reload(); !done) {
            ++counts_.load_errors;
            delivery_->reopen();
            log::error("reload refused, the former rules and configuration stay in use: {}", done.error().message);
        }
        watch_.settle(settings_.watched);
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
        std::vector<engine::Diagnostic> diagnostics;
        auto rules = load_ruleset(*settings, diagnostics);
        say(diagnostics);
        if (!rules) return tl::unexpected(rules.error());
        auto outputs = make_outputs(*settings, terminal());
        if (!outputs) return tl::unexpected(outputs.error());
        auto shipped = shipped_habits(*settings);
        if (!shipped) return tl::unexpected(shipped.error());
        if (auto filled = live_->set_filter(asked_of_kernel(*rules->engine, *settings, settings_.record)); !filled)
            return filled;
        pipeline_->use(std::move(*rules));  // its last folds are raised first
        if (recorder_) recorder_->keep(EntryKind::reloaded, {});
        delivery_->use(std::move(*outputs));
        settings->record = settings_.record;
        baseline_->use(settings->learn, std::move(*shipped));
        const bool moved = settings->metrics_listen != settings_.metrics_listen;
        settings_ = std::move(*settings);
        if (moved) move_courier();
        log::info("reloaded: {} rules, {} sinks", pipeline_->engine().rules().size(), settings_.sinks.size());
        return {};
    }

    void move_courier() {
        if (supervisor_) loop_->remove(supervisor_->poll_fd());
        supervisor_.reset();
        (void)start_courier();
        watch_courier();
    }

    std::string metrics() {
        if (!live_) return registry_.text();
        const KernelNumbers kernel = KernelNumbers::of(*live_);
        report(registry_, {kernel, counts_, *pipeline_, *enricher_, delivery_->stats(), supervisor_->restarts()});
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
    base::Fd signals_;
    Counts counts_;
    metrics::Registry registry_;
    std::unique_ptr<Recorder> recorder_;  // enrichment's witness: outlives it
    std::unique_ptr<enrich::Enricher> enricher_;
    std::unique_ptr<courier::Dispatcher> delivery_;
    baseline::StateFile kept_{settings_.state_dir};
    std::optional<baseline::Baseline> baseline_;
    Clock::time_point keep_at_{};
    std::unique_ptr<Pipeline> pipeline_;
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<source::Live> live_;
    std::unique_ptr<courier::Supervisor> supervisor_;
    LossWatch::Losses losses_{};
    Clock::time_point begun_{}, next_flush_{};
    bool said_recorded_ = false;
    Notifier notifier_ = Notifier::from_environment();
    FilesWatch watch_{settings_.watched};
    Loop* loop_ = nullptr;
};

}  // namespace

int run(Settings settings, const Hooks& hooks) { return Sensor{std::move(settings), hooks}.run(); }

}  // namespace overboard::sensor

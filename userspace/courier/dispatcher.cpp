// SPDX-License-Identifier: Apache-2.0
#include "courier/dispatcher.h"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "outbox/intake.h"

namespace overboard::courier {
namespace {

namespace log = base::log;
constexpr std::size_t commit_batch = 256;  // alerts in one transaction at most
constexpr std::int64_t tick_ms = 1000;
constexpr std::int64_t long_ms = 1000;  // between looks when nothing is due: the command line may have changed rows

double uniform() {
    static thread_local std::mt19937_64 engine{std::random_device{}()};
    return std::uniform_real_distribution<double>{0, 1}(engine);
}

std::int64_t monotonic_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace

class Dispatcher::Worker {
public:
    Worker(Setup setup, std::vector<Output> outputs)
        : setup_(std::move(setup)),
          begun_wall_ms_(setup_.wall_ns() / 1'000'000),
          begun_steady_ms_(setup_.steady_ms()),
          sender_(
              setup_.spawn,
              [](bool error, const std::string& line) { error ? log::error("{}", line) : log::info("{}", line); },
              setup_.end) {
        replace_lanes(std::move(outputs));
        thread_ = std::thread([this] { run(); });
    }

    ~Worker() { stop(std::chrono::milliseconds(0)); }

    void raise(const incidents::Alert& alert) { intake_.give(alert); }

    void use(std::vector<Output> outputs) {
        const std::lock_guard lock(mutex_);
        wanted_ = std::move(outputs);
        intake_.wake();
    }

    void reopen() {
        reopen_ = true;
        intake_.wake();
    }

    bool stop(std::chrono::milliseconds limit) {
        if (!thread_.joinable()) return all_delivered_;
        stop_by_ms_ = setup_.steady_ms() + limit.count();
        stopping_ = true;
        intake_.wake();
        thread_.join();
        return all_delivered_;
    }

    DeliveryStats stats() const {
        const std::lock_guard lock(mutex_);
        DeliveryStats out = stats_;
        const outbox::Evicted at_door = intake_.evicted();
        for (std::size_t i = 0; i < out.evicted.size(); ++i) out.evicted[i] += at_door[i];
        return out;
    }

private:
    // A wall clock that never steps: ages and delays follow it. Rows of an earlier run bear the wall clock of then.
    std::int64_t now_ms() const { return begun_wall_ms_ + setup_.steady_ms() - begun_steady_ms_; }

    void run() {
        if (setup_.begin) setup_.begin();
        spool_.emplace(setup_.spool, now_ms());
        for (auto& [name, lane] : lanes_) lane.actives().restore(spool_->actives(name), now_ms());
        sender_needed();
        spread_start();
        for (;;) {
            const std::int64_t now = now_ms();
            take_new_lanes();
            const bool idle = !raise_new(now);
            collect(now);
            settle();  // before anything is asked for again
            for (auto& [name, lane] : lanes_) pump(lane, now);
            settle();
            if (now >= next_tick_ms_) tick(now);
            if (stopping_ && idle && is_over()) break;
            if (idle) wait();
        }
        spool_->try_disk_now();
        tick(now_ms());
    }

    bool is_over() {
        all_delivered_ =
            std::ranges::all_of(lanes_, [this](auto& entry) { return !entry.second.busy() && empty_[entry.first]; });
        return all_delivered_ || setup_.steady_ms() >= stop_by_ms_;
    }

    void take_new_lanes() {
        std::optional<std::vector<Output>> wanted;
        {
            const std::lock_guard lock(mutex_);
            wanted.swap(wanted_);
        }
        if (wanted) replace_lanes(std::move(*wanted));
        if (reopen_.exchange(false) || wanted)
            for (auto& [name, lane] : lanes_)
                if (lane.local())
                    if (const auto done = lane.local()->reopen(); !done)
                        log::error("sink {}: {}", name, done.error().message);
    }

    // A sink that stays as it was keeps its lane: what is under way is not sent twice, and a receiver that is down is
    // not asked anew.
    void replace_lanes(std::vector<Output> outputs) {
        std::map<std::string, Lane> lanes;
        for (Output& output : outputs) {
            const auto former = lanes_.find(output.settings.name);
            if (former == lanes_.end() || !former->second.is(output)) {
                add_lane(lanes, std::move(output));
                continue;
            }
            former->second.enable();
            lanes.insert(lanes_.extract(former));
        }
        for (auto& [name, lane] : lanes_)
            if (!lanes.contains(name)) former_[name] = lane.counts();
        lanes_ = std::move(lanes);
        empty_.clear();
        show_sinks({}, 0);
        sender_needed();
    }

    void add_lane(std::map<std::string, Lane>& lanes, Output output) {
        const std::string name = output.settings.name;
        const auto former = lanes_.find(name);
        // Whoever wrote half a line there has the other half.
        if (former != lanes_.end() && former->second.writes_where(output))
            output.local = former->second.give_up_local();
        auto [at, fresh] = lanes.try_emplace(name, std::move(output), setup_.chance);
        if (former != lanes_.end()) at->second.counts() = former->second.counts();
        if (spool_) at->second.actives().restore(spool_->actives(name), now_ms());
    }

    bool has_network() const {
        return std::ranges::any_of(lanes_,
                                   [](const auto& entry) { return sinks::is_network(entry.second.settings().type); });
    }

    void sender_needed() {
        if (spool_ && has_network()) sender_.ensure(now_ms());
    }

    // What an earlier run left goes out spread over some seconds: a thousand nodes may have been restarted together.
    void spread_start() {
        for (const outbox::Depth& depth : spool_->depths()) {
            const auto found = lanes_.find(depth.sink);
            if (found != lanes_.end() && depth.pending > 0 && !found->second.local())
                found->second.wait_until(now_ms() + outbox::start_pause_ms(setup_.chance()));
        }
    }

    // Gives whether there was anything.
    bool raise_new(std::int64_t now) {
        const auto alerts = intake_.take(commit_batch);
        if (alerts.empty()) return false;
        std::vector<outbox::Entry> entries;
        for (const incidents::Alert& alert : alerts) entries.push_back(entry(alert));
        const bool kept = spool_->add(entries, now);
        for (const auto& one : entries)
            for (const auto& owed : one.deliveries) empty_[owed.sink] = false;
        const std::lock_guard lock(mutex_);
        for (const incidents::Alert& alert : alerts)
            ++(kept ? stats_.raised : stats_.evicted)[static_cast<std::size_t>(alert.priority) & 7];
        if (kept && setup_.raised) setup_.raised(entries);
        return true;
    }

    outbox::Entry entry(const incidents::Alert& alert) {
        outbox::Entry out{alert.id, alert.rule_id, alert.priority, alert.wall_ns, {}, {}};
        out.json = sinks::render(alert, sinks::Format::json);
        for (const auto& [name, lane] : lanes_) {
            if (!sinks::wants(lane.settings(), alert)) continue;
            std::string body = lane.render(alert);
            if (body == out.json) body.clear();  // the same bytes are kept once
            out.deliveries.push_back({name, std::move(body)});
        }
        return out;
    }

    void pump(Lane& lane, std::int64_t now) {
        while (lane.is_free(now) && !empty_[lane.settings().name]) {
            auto rows = spool_->next(lane.settings().name, lane.limit(), now);
            empty_[lane.settings().name] = rows.size() < lane.limit();
            if (rows.empty()) break;
            if (lane.local())
                write(lane, std::move(rows), now);
            else
                send(lane, std::move(rows), now);
            if (!settled_.empty()) settle();
        }
        if (lane.is_free(now) && lane.actives().size() > 0) repeat(lane, now);
    }

    void write(Lane& lane, std::vector<outbox::Pending> rows, std::int64_t now) {
        for (outbox::Pending& row : rows) {
            const auto done = lane.local()->deliver(row.body);
            lane.begin({std::move(row)}, 0, now);
            finish(lane, done ? Outcome{200, {}, {}, {}} : Outcome{0, {}, done.error().message, {}}, now);
            if (!done) return;
        }
    }

    void send(Lane& lane, std::vector<outbox::Pending> rows, std::int64_t now) {
        sinks::Job job{rows[0].id, {}, setup_.wall_ns(), 0};
        for (const outbox::Pending& row : rows) job.bodies.push_back(row.body);
        job.ends_ns = job.now_ns + lane.actives().resolve_after_ms() * 1'000'000;
        transmit(lane, std::move(rows), job, now);
    }

    void repeat(Lane& lane, std::int64_t now) {
        auto due = lane.actives().take(now, lane.limit(), setup_.chance());
        if (due.bodies.empty()) return;
        sinks::Job job{"again", std::move(due.bodies), setup_.wall_ns(), 0};
        job.ends_ns = job.now_ns;
        if (!due.resolved) job.ends_ns += lane.actives().resolve_after_ms() * 1'000'000;
        transmit(lane, {}, job, now);
    }

    void transmit(Lane& lane, std::vector<outbox::Pending> rows, const sinks::Job& job, std::int64_t now) {
        const auto request = sinks::prepare(lane.settings(), secrets_, setup_.node, job);
        lane.begin(std::move(rows), ++last_number_, now);
        empty_[lane.settings().name] = false;
        if (!request) return finish(lane, Outcome{0, {}, request.error().message, {}}, now);
        if (!sender_.ensure(now) || !sender_.send(last_number_, *request, now)) lost_sender(now);
    }

    // The sender is gone: what was under way is done again, by the next one.
    void lost_sender(std::int64_t now) {
        for (auto& [name, lane] : lanes_) {
            if (lane.local() || !lane.busy()) continue;
            lane.forget();
            lane.wait_until(now + 500);
            empty_[name] = false;
        }
    }

    void collect(std::int64_t now) {
        const bool ran = sender_.running();
        if (ran) sender_.flush(now);
        while (auto answer = sender_.receive(now))
            for (auto& [name, lane] : lanes_)
                if (lane.awaits(answer->first)) finish(lane, without_secrets(std::move(answer->second)), now);
        if (std::ranges::any_of(lanes_, [now](auto& entry) { return entry.second.overdue(now); }))
            sender_.end(now, "the sender process does not answer");
        if (ran && !sender_.running()) lost_sender(now);
    }

    // What was answered is kept and logged.
    Outcome without_secrets(Outcome outcome) const {
        outcome.answer = secrets_.hide(std::move(outcome.answer));
        outcome.error = secrets_.hide(std::move(outcome.error));
        return outcome;
    }

    void finish(Lane& lane, const Outcome& outcome, std::int64_t now) {
        Lane::Finish done = lane.finish(outcome, now);
        std::ranges::move(done.settled, std::back_inserter(settled_));
        empty_[lane.settings().name] = false;
        if (done.said) log::warning("sink {} {}", lane.settings().name, *done.said);
        for (const outbox::Pending& row : done.delivered) observe(lane, row);
    }

    void observe(const Lane& lane, const outbox::Pending& row) {
        if (!setup_.metrics) return;
        const double seconds = static_cast<double>(setup_.wall_ns() - row.wall_ns) / 1e9;
        setup_.metrics->observe("overboard_delivery_latency_seconds", std::max(seconds, 0.0),
                                {{"sink", lane.settings().name}});
    }

    void settle() {
        spool_->settle(settled_);
        settled_.clear();
        for (auto& [name, lane] : lanes_) spool_->keep_active(lane.actives().changes(name));
    }

    void tick(std::int64_t now) {
        next_tick_ms_ = now + tick_ms;
        spool_->tick(now);
        empty_.clear();  // rows may have become due, or been changed by the command line
        sender_needed();
        show_sinks(spool_->depths(), now);
    }

    void show_sinks(const std::vector<outbox::Depth>& depths, std::int64_t now) {
        std::map<std::string, DeliveryStats::Sink> shown;
        for (const auto& [name, counts] : former_) shown[name].counts = counts;
        for (auto& [name, lane] : lanes_)
            shown[name].counts = lane.counts(), shown[name].circuit_open = lane.circuit_open();
        for (const outbox::Depth& depth : depths) {
            DeliveryStats::Sink& sink = shown[depth.sink];
            sink.queued = depth.pending;
            sink.dead_letters = depth.dead;
            if (depth.oldest_ms)
                sink.oldest_seconds = static_cast<double>(std::max<std::int64_t>(now - depth.oldest_ms, 0)) / 1e3;
        }
        const std::lock_guard lock(mutex_);
        stats_.sinks.clear();
        for (auto& [name, sink] : shown) sink.name = name, stats_.sinks.push_back(sink);
        if (!spool_) return;
        stats_.outbox_bytes = spool_->bytes();
        stats_.outbox_failures = spool_->failures();
        stats_.degraded = spool_->degraded();
        stats_.sender_restarts = sender_.restarts();
        for (std::size_t i = 0; i < evicted_before_.size(); ++i)
            stats_.evicted[i] += spool_->evicted()[i] - std::exchange(evicted_before_[i], spool_->evicted()[i]);
    }

    void wait() {
        std::int64_t until = std::min(next_tick_ms_, now_ms() + long_ms);
        for (auto& [name, lane] : lanes_)
            if (!lane.busy() && !empty_[name]) until = std::min(until, lane.resume_ms());
        if (stopping_) until = std::min(until, now_ms() + 20);
        const auto ms = std::clamp<std::int64_t>(until - now_ms(), 0, long_ms);
        pollfd ready[] = {{intake_.fd(), POLLIN, 0},
                          {sender_.fd(), static_cast<short>(sender_.unsent() ? POLLIN | POLLOUT : POLLIN), 0}};
        poll(ready, 2, static_cast<int>(ms));
        intake_.slept();
    }

    Setup setup_;
    const std::int64_t begun_wall_ms_, begun_steady_ms_;
    outbox::Intake intake_;
    std::optional<outbox::Spool> spool_;
    sinks::Secrets secrets_;
    SenderProcess sender_;
    std::map<std::string, Lane> lanes_;
    std::map<std::string, Lane::Counts> former_;  // of sinks that are no longer configured: a counter never falls
    std::map<std::string, bool> empty_;           // nothing was owed when it was last asked
    std::vector<outbox::Settled> settled_;
    std::uint32_t last_number_ = 0;
    std::int64_t next_tick_ms_ = 0;
    outbox::Evicted evicted_before_{};

    mutable std::mutex mutex_;
    DeliveryStats stats_;
    std::optional<std::vector<Output>> wanted_;
    std::atomic<bool> stopping_ = false, reopen_ = false;
    std::atomic<std::int64_t> stop_by_ms_ = 0;
    bool all_delivered_ = false;
    std::thread thread_;
};

Dispatcher::Dispatcher(Setup setup, std::vector<Output> outputs) {
    if (!setup.wall_ns) setup.wall_ns = base::realtime_ns;
    if (!setup.steady_ms) setup.steady_ms = monotonic_ms;
    if (!setup.chance) setup.chance = uniform;
    worker_ = std::make_unique<Worker>(std::move(setup), std::move(outputs));
}
Dispatcher::~Dispatcher() = default;

void Dispatcher::raise(const incidents::Alert& alert) { worker_->raise(alert); }
void Dispatcher::use(std::vector<Output> outputs) { worker_->use(std::move(outputs)); }
void Dispatcher::reopen() { worker_->reopen(); }
bool Dispatcher::stop(std::chrono::milliseconds limit) { return worker_->stop(limit); }
DeliveryStats Dispatcher::stats() const { return worker_->stats(); }

}  // namespace overboard::courier

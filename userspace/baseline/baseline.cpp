// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"

namespace overboard::baseline {
namespace {

constexpr std::size_t max_lineage = 8;  // ancestors that may still become the server
constexpr std::size_t max_chain = 32;   // processes looked at between a process and its server

// A connection was accepted: what happens may be a request's doing.
bool serving(const ob_server& server) {
    const bool accepted = server.cause == OB_SERVER_ACCEPT || server.cause == OB_SERVER_ACCEPT_UNIX;
    return accepted || server.live > 0 ||
           std::ranges::any_of(server.peers, [](const ob_inet& peer) { return peer.family != 0; });
}

std::string example_of(const enrich::Observation& seen, const base::Redactor& redactor) {
    std::string out;
    if (const auto* connect = std::get_if<decode::Connect>(&seen.event->body))
        out = "port " + std::to_string(connect->peer.port);
    else
        out = base::join(redactor.args(seen.process->args), " ");
    return base::cut(base::printable(out), Store::max_example);
}

}  // namespace

Baseline::Baseline(Learn learn, Store own, Store shipped, Limits limits)
    : learn_(learn), own_(std::move(own)), shipped_(std::move(shipped)), limits_(limits) {}

void Baseline::use(Learn learn, Store shipped) {
    learn_ = learn;
    shipped_ = std::move(shipped);
}

enrich::Habits Baseline::look(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    enrich::Habits out;
    act_.reset();
    follow(seen, ancestry);
    if (!seen.container) return out;
    out.learning = learns(seen);
    out.below = below(seen, ancestry);
    const auto kind = seen.event->kind();
    if (kind == OB_KIND_EXEC || kind == OB_KIND_CONNECT) act_ = act_of(seen, ancestry);
    if (act_) see(seen);
    if (act_ && (act_->chain.kind == Kind::connect || seen.server)) look_up(*act_, out);
    if (kind == OB_KIND_EXEC && !mark(*seen.process, out.learnt || out.usual)) out.learnt = out.usual = false;
    const auto runs = marks_.find(id_of(*seen.process));
    out.program = runs != marks_.end() && runs->second;
    tally_.matched += out.learnt || out.usual;
    return out;
}

// The births and ends of what is remembered.
void Baseline::follow(const enrich::Observation& seen, const enrich::Ancestry& ancestry) {
    const auto& task = *seen.event->task.raw;
    if (seen.event->kind() == OB_KIND_CONTAINER && learners_.size() < limits_.containers)
        learners_.try_emplace(task.container);
    if (seen.event->kind() == OB_KIND_FORK) inherit(*seen.process, ancestry.parent(*seen.process));
    if (seen.event->kind() == OB_KIND_EXIT) marks_.erase(id_of(*seen.process));
    if (const auto* cgroup = std::get_if<decode::Cgroup>(&seen.event->body); cgroup && cgroup->op == OB_CGROUP_RMDIR)
        learners_.erase(cgroup->id), running_.erase(cgroup->id);
}

void Baseline::see(const enrich::Observation& seen) {
    const auto container = seen.event->task.raw->container;
    if (running_.size() < limits_.containers) running_.try_emplace(container, act_->image);
    seen_s_ = std::max(seen_s_, seen.wall_ns / 1'000'000'000);
    own_.touch(act_->image, seen_s_);
}

bool Baseline::learns(const enrich::Observation& seen) const {
    if (learn_ != Learn::start_up) return learn_ == Learn::training;
    const auto learner = learners_.find(seen.event->task.raw->container);
    return learner != learners_.end() && !learner->second.ended && seen.start_up;
}

// The child stays below what its parent runs, also when the parent is gone.
void Baseline::inherit(const enrich::Process& child, const enrich::Process* parent) {
    if (parent && marks_.contains(id_of(*parent)) && !full()) marks_.emplace(id_of(child), false);
}

// Also below what the process itself ran before: a shell that replaces itself hides nothing. When not every mark could
// be kept, everybody counts as below.
bool Baseline::below(const enrich::Observation& seen, const enrich::Ancestry& ancestry) const {
    if (marks_.empty() || !seen.server) return false;
    if (full()) return true;
    const auto own = marks_.find(id_of(*seen.process));
    if (own != marks_.end() && (!own->second || seen.event->kind() == OB_KIND_EXEC)) return true;
    const enrich::Process* at = ancestry.parent(*seen.process);
    for (std::size_t steps = 0; at && at != seen.server && steps < max_chain; ++steps, at = ancestry.parent(*at))
        if (marks_.contains(id_of(*at))) return true;
    return false;
}

void Baseline::look_up(const Act& act, enrich::Habits& out) const {
    const auto ask = [&](const Store& store) {
        out.learnt |= store.knows(act.image, act.chain, act.hash);
        out.usual |= store.varies(act.image, act.chain);
    };
    ask(own_);
    ask(shipped_);
}

// false: there is no room to remember that it was let pass, so it must not be.
bool Baseline::mark(const enrich::Process& process, bool learnt) {
    const auto known = marks_.find(id_of(process));
    if (known != marks_.end()) known->second = learnt;
    if (known != marks_.end() || !learnt) return true;
    return !full() && marks_.emplace(id_of(process), true).second;
}

void Baseline::judged(const enrich::Observation& seen, const enrich::Ancestry& ancestry, Verdict verdict,
                      const base::Redactor& redactor) {
    if (!seen.container || learn_ == Learn::off) return;
    if (verdict == Verdict::alarming) end(seen.event->task.raw->container);
    const bool training = learn_ == Learn::training;
    if (!seen.habits.learning || (verdict == Verdict::alarming && !training)) return;
    if (seen.event->kind() == OB_KIND_SERVER) promote(seen);
    if (!act_) return;
    // Of connects only those are kept that a rule spoke of: the rest would crowd them out.
    if (act_->chain.kind == Kind::connect) {
        if (verdict != Verdict::silent) learn(*act_, false, example_of(seen, redactor));
    } else if (seen.server) {
        learn(*act_, seen.event->task.server && serving(*seen.event->task.server), example_of(seen, redactor));
    } else {
        remember_early(seen, ancestry, example_of(seen, redactor));
    }
}

void Baseline::learn(const Act& act, bool serving, std::string example) {
    // Once its arguments are known to vary, further ones say nothing new.
    if (own_.varies(act.image, act.chain)) return;
    auto added = own_.add(act.image, act.chain, act.hash, {serving, example});
    if (added == Store::Added::full) added = make_room(act, {serving, example});
    tally_.learnt += added == Store::Added::fresh;
    tally_.refused += added == Store::Added::full;
    if (added != Store::Added::fresh) return;
    own_.touch(act.image, seen_s_);
    std::size_t unwritten = 0;  // when nothing could be written for long
    fresh_.keep(act.image, act.chain, act.hash, {serving, std::move(example)}, unwritten);
    fresh_.touch(act.image, seen_s_);
}

// What runs is seen, even if it does nothing: the images nobody runs make room first.
Store::Added Baseline::make_room(const Act& act, const Habit& habit) {
    for (const auto& [container, image] : running_) own_.touch(image, seen_s_);
    std::size_t evicted = 0;
    const auto added = own_.keep(act.image, act.chain, act.hash, habit, evicted);
    count_evicted(evicted);
    return added;
}

void Baseline::count_evicted(std::size_t images) {
    if (images != 0 && tally_.evicted == 0)
        base::log::info(
            "the learnt baseline is full: the images not seen for longest make room from now on. "
            "overboard_baseline_total{{result=\"evicted\"}} counts them; habits shipped by --baseline stay");
    tally_.evicted += images;
}

void Baseline::adopt(Store own) {
    for (const auto& [name, image] : own_.images()) own.touch(name, image.seen_s);
    count_evicted(own.keep_all(fresh_));
    own_ = std::move(own);
}

void Baseline::kept() {
    fresh_.clear();
    kept_s_ = seen_s_;
}

// Before anything listens there is no server yet: kept until one of the ancestors has become it.
void Baseline::remember_early(const enrich::Observation& seen, const enrich::Ancestry& ancestry, std::string example) {
    const auto learner = learners_.find(seen.event->task.raw->container);
    if (learner == learners_.end()) return;
    if (learner->second.early.size() >= limits_.early) {
        ++tally_.refused;
        return;
    }
    Early early{*act_, std::move(example), {}};
    for (const auto* one : ancestry.ancestors(*seen.process, max_lineage)) early.lineage.push_back(id_of(*one));
    learner->second.early.push_back(std::move(early));
}

void Baseline::promote(const enrich::Observation& seen) {
    const auto learner = learners_.find(seen.event->task.raw->container);
    const auto& server = *seen.process;
    if (learner == learners_.end() || !server.of_image || !Store::is_path(server.exe)) return;
    std::erase_if(learner->second.early, [&](Early& one) {
        if (std::ranges::find(one.lineage, id_of(server)) == one.lineage.end()) return false;
        one.act.chain.server = server.exe;
        learn(one.act, false, std::move(one.example));
        return true;
    });
}

void Baseline::end(std::uint64_t container) {
    const auto learner = learners_.find(container);
    if (learner == learners_.end() || learner->second.ended) return;
    learner->second = {true, {}};
    ++tally_.ended;
}

}  // namespace overboard::baseline

// SPDX-License-Identifier: Apache-2.0
#include "engine/flow.h"

#include <algorithm>

namespace overboard::engine {
namespace {

constexpr std::size_t kMostSteps = 2048, kMostRounds = 512;  // of a flow that is cut

// For each step: can accept still be reached from it? Only by outcomes that are allowed(comparison, outcome).
template <class Allowed>
std::vector<bool> hopeful(const Flow& flow, Allowed allowed) {
    std::vector<bool> out(flow.steps.size());
    const auto leads = [&](std::uint32_t to) { return to == Flow::accept || (to < out.size() && out[to]); };
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto& [comparison, yes, no] = flow.steps[i];
        out[i] = (leads(yes) && allowed(comparison, true)) || (leads(no) && allowed(comparison, false));
    }
    return out;
}

// A minimum cut by Ford and Fulkerson. Arc 2n is step n turning out false, arc 2n+1 true; the last node is accept.
class Cutter {
public:
    Cutter(const Flow& flow, const std::function<std::uint32_t(Edge)>& cost)
        : flow_(flow), arcs_(2 * flow.steps.size()), into_(flow.steps.size() + 1) {
        for (std::uint32_t at = 0; at < arcs_.size(); ++at) {
            const auto& step = flow.steps[at / 2];
            const auto target = at % 2 ? step.yes : step.no;
            if (target == Flow::reject) continue;
            arcs_[at] = {target == Flow::accept ? sink() : target, cost(edge(at)), 0};
            into_[arcs_[at].to].push_back(at);
        }
    }

    std::vector<Edge> cut() {
        for (std::size_t round = 0; search(); ++round) {
            if (round == kMostRounds) return at_entry();
            augment();
        }
        std::vector<Edge> out;
        for (std::uint32_t at = 0; at < arcs_.size(); ++at)
            if (arcs_[at].room && met_[at / 2] && !met_[arcs_[at].to]) add(out, edge(at));
        return out;
    }

private:
    struct Arc {
        std::uint32_t to = 0, room = 0, used = 0;  // room 0: there is no such arc
    };
    static constexpr std::uint32_t kBack = std::uint32_t{1} << 31, kNone = kBack - 1;

    std::uint32_t sink() const { return static_cast<std::uint32_t>(flow_.steps.size()); }
    Edge edge(std::uint32_t at) const { return {flow_.steps[at / 2].comparison, at % 2 == 1}; }

    static void add(std::vector<Edge>& edges, Edge one) {
        if (std::find(edges.begin(), edges.end(), one) == edges.end()) edges.push_back(one);
    }

    std::vector<Edge> at_entry() const {
        std::vector<Edge> out;
        for (const auto at : {2 * flow_.entry, 2 * flow_.entry + 1})
            if (arcs_[at].room) add(out, edge(at));
        return out;
    }

    void reach(std::uint32_t node, std::uint32_t by) {
        if (met_[node]) return;
        met_[node] = true;
        by_[node] = by;
        queue_.push_back(node);
    }

    // Along arcs with room left, and back along those that are used.
    bool search() {
        met_.assign(flow_.steps.size() + 1, false);
        by_.assign(flow_.steps.size() + 1, kNone);
        queue_.clear();
        reach(flow_.entry, kNone);
        for (std::size_t i = 0; i < queue_.size() && !met_[sink()]; ++i) {
            const auto node = queue_[i];
            if (node != sink())
                for (const auto at : {2 * node, 2 * node + 1})
                    if (arcs_[at].used < arcs_[at].room) reach(arcs_[at].to, at);
            for (const auto at : into_[node])
                if (arcs_[at].used) reach(at / 2, at | kBack);
        }
        return met_[sink()];
    }

    template <class Visit>
    void way_back(Visit visit) const {
        for (auto node = sink(); by_[node] != kNone;) {
            const bool back = by_[node] & kBack;
            const auto at = by_[node] & ~kBack;
            visit(at, back);
            node = back ? arcs_[at].to : at / 2;
        }
    }

    void augment() {
        std::uint32_t least = ~std::uint32_t{0};
        way_back([&](auto at, bool back) {
            least = std::min(least, back ? arcs_[at].used : arcs_[at].room - arcs_[at].used);
        });
        way_back([&](auto at, bool back) { back ? arcs_[at].used -= least : arcs_[at].used += least; });
    }

    const Flow& flow_;
    std::vector<Arc> arcs_;
    std::vector<std::vector<std::uint32_t>> into_;  // arcs that lead to a node
    std::vector<bool> met_;
    std::vector<std::uint32_t> by_, queue_;  // the arc a node was reached by, kBack: against its direction
};

}  // namespace

Flow specialise(const Flow& flow, std::span<const Outcome> known) {
    const auto hope = hopeful(flow, [&](std::uint32_t comparison, bool outcome) {
        return known[comparison] == Outcome::open || known[comparison] == (outcome ? Outcome::yes : Outcome::no);
    });
    std::vector<std::uint32_t> moved(flow.steps.size(), Flow::reject);  // what a step has become
    const auto target = [&](std::uint32_t to) { return to < moved.size() ? moved[to] : to; };
    Flow out;
    for (std::size_t i = 0; i < flow.steps.size(); ++i) {
        if (!hope[i]) continue;
        const auto& step = flow.steps[i];
        const auto outcome = known[step.comparison];
        const auto yes = target(step.yes), no = target(step.no);
        if (outcome != Outcome::open || yes == no) {
            moved[i] = outcome == Outcome::no ? no : yes;
            continue;
        }
        moved[i] = static_cast<std::uint32_t>(out.steps.size());
        out.steps.push_back({step.comparison, yes, no});
    }
    out.entry = target(flow.entry);
    return out;
}

std::vector<Edge> necessary(const Flow& flow, const std::function<std::uint32_t(Edge)>& cost) {
    if (flow.entry >= flow.steps.size()) return {};
    if (flow.steps.size() > kMostSteps) {
        const auto& first = flow.steps[flow.entry];
        std::vector<Edge> out;
        if (first.yes != Flow::reject) out.push_back({first.comparison, true});
        if (first.no != Flow::reject) out.push_back({first.comparison, false});
        return out;
    }
    return Cutter{flow, cost}.cut();
}

bool requires_edge(const Flow& flow, Edge edge) {
    const auto hope = hopeful(flow, [&](std::uint32_t comparison, bool outcome) {
        return comparison != edge.comparison || outcome != edge.outcome;
    });
    return flow.entry >= hope.size() || !hope[flow.entry];
}

}  // namespace overboard::engine

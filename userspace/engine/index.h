// SPDX-License-Identifier: Apache-2.0
// Which rules an event can match at all. The flags that most rules rest on sort events into classes, and in each class
// every rule that is left is entered under what it cannot do without: literals of a field, looked up for all rules in
// one pass, or the outcome of a comparison, made once for all rules that need it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bpf/wire/events.h"
#include "engine/comparisons.h"
#include "engine/evaluation.h"
#include "engine/flow.h"
#include "engine/lookup.h"

namespace overboard::engine {

class Index {
public:
    // flows: one per rule, in the order in which rules win; their comparisons are numbers of `comparisons`, which is
    // borrowed and complete.
    Index(std::span<const Flow> flows, const Comparisons& comparisons);

    // Every rule that is true of the event, by its place in flows, in that order, appended to matched. begin() of
    // evaluation has been called with the event. Allocates nothing for an event that matches nothing.
    void match(ob_kind kind, Evaluation& evaluation, std::vector<std::uint32_t>& matched);

    // For whoever wants to know how a rule is found, in the first class that it is in. Empty: it can be true of no
    // event of that kind.
    std::span<const Edge> entered_under(ob_kind kind, std::uint32_t rule) const;

private:
    struct Rule {
        std::uint32_t number = 0;  // its place in flows
        Flow flow;                 // what is left of it in this class
        std::vector<Edge> under;
        std::uint64_t tried = 0;  // the last event it was run for
    };
    struct Door {  // one field, and the rules that look for something in it
        std::uint32_t subject = 0;
        std::vector<Edge> guards;  // that all of these rules need: asked before the field is extracted
        Lookup lookup;
        std::vector<std::uint32_t> rules;  // while building
    };
    struct Gate {  // one outcome, and the rules that need it
        Edge edge;
        std::vector<std::uint32_t> rules;
    };
    struct Class {  // of events: a kind, and how the flags on the way here turned out
        std::vector<Rule> rules;
        std::vector<Door> doors;
        std::vector<Gate> gates;
        std::vector<std::uint32_t> always;  // nothing decides about these
    };
    struct Fork {  // one flag, and where either outcome leads: another fork, or kClass and a class
        Flag flag;
        std::uint32_t no = 0, yes = 0;
    };
    using Known = std::vector<Outcome>;  // by comparison
    static constexpr std::uint32_t kClass = std::uint32_t{1} << 31;

    // room: by how many rules the classes of one kind's tree together may still outgrow it.
    std::uint32_t grow(std::vector<Rule> rules, const Known& known, std::size_t& room, unsigned depth);
    std::optional<std::uint32_t> flag_to_ask(const std::vector<Rule>& rules, Known known, std::size_t room) const;
    Known with(const Known& known, std::uint32_t flag, bool outcome) const;
    std::vector<std::uint32_t> flags_of(const std::vector<Rule>& rules) const;
    std::uint32_t build(std::vector<Rule> rules);
    void enter(Class& into, std::uint32_t rule);
    void enter(Class& into, std::uint32_t rule, Edge edge);
    void guard(const Class& of, Door& door) const;
    std::uint32_t cost(Edge edge) const { return costs_[2 * edge.comparison + edge.outcome]; }
    static Door& door_of(Class& of, std::uint32_t subject);

    const Comparisons& comparisons_;
    std::vector<std::optional<std::vector<condition::Literal>>> literals_;  // by comparison
    std::vector<std::uint32_t> costs_;                                      // of edges: 2 * comparison + outcome
    std::array<std::uint32_t, OB_KINDS> roots_{};                           // of each kind's tree
    std::vector<Fork> forks_;
    std::vector<Class> classes_;
    std::uint64_t event_ = 0;
};

}  // namespace overboard::engine

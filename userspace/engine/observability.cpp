// SPDX-License-Identifier: Apache-2.0
#include "engine/observability.h"

#include <algorithm>

#include "condition/facts.h"
#include "condition/walk.h"

namespace overboard::engine {
namespace {

class Reasons {
public:
    void take(const condition::Predicate& predicate) {
        for (const auto* field : fields_of(predicate))
            if (!field->unobserved.empty()) add(std::string{field->name}, field->unobserved);
        if (predicate.plain() && predicate.field->name == "evt.type") event_types(predicate);
    }

    std::vector<std::string> found;

private:
    void event_types(const condition::Predicate& predicate) {
        for (const auto& name : predicate.texts)
            if (const auto* type = fields::find_event_type(name); type && !type->kinds)
                add("evt.type " + name, type->unobserved);
    }

    void add(std::string what, std::string_view why) {
        what.append(": ").append(why);
        if (std::find(found.begin(), found.end(), what) == found.end()) found.push_back(std::move(what));
    }
};

}  // namespace

const char* state_name(Observability::State state) {
    switch (state) {
        case Observability::State::whole:
            return "whole";
        case Observability::State::partly:
            return "partly";
        case Observability::State::never:
            return "never";
    }
    return "unknown";
}

bool possible(const condition::Program& program) {
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        condition::Facts facts;
        facts.kind(static_cast<ob_kind>(kind));
        if (facts.possible(program)) return true;
    }
    return false;
}

Observability observability_of(const condition::Tree& tree, const condition::Scope& scope,
                               const condition::Program& program) {
    Reasons reasons;
    condition::walk(tree, scope, [&](const condition::Node& node, bool) {
        if (node.predicate) reasons.take(*node.predicate);
    });
    using enum Observability::State;
    if (reasons.found.empty()) return {};
    return {possible(program) ? partly : never, std::move(reasons.found)};
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
// A rule's `exceptions`: named patterns of fields, comparisons and values that its condition does not speak of.
//
//   exceptions:
//     - {name: known, fields: [container.image.repository, proc.exepath], comps: [=, in],
//        values: [[registry.example/backup, [/usr/bin/restic, /usr/bin/rsync]]]}
//     - {name: images, fields: container.image.digest, values: ['sha256:...']}
#pragma once

#include <string>
#include <vector>

#include "condition/predicate.h"
#include "condition/scope.h"
#include "engine/diagnostic.h"

namespace overboard::engine {

struct ExceptionDefinition {
    using Tuple = std::vector<std::vector<condition::Word>>;  // per field the values, one or a list

    std::string name;
    bool single = false;                // `fields` is one field and not a list: values are no tuples
    std::vector<std::uint32_t> fields;  // sources
    std::vector<const condition::Operator*> comps;
    std::vector<Tuple> values;
    Diagnostic at;
};

struct RuleDefinition;
class Sources;

// Makes "(condition) and not (one exception or another)" of the rule's condition. tree is as parsed; faults of fields
// are told as check() will tell those of the condition.
void add_exceptions(const RuleDefinition& rule, const Sources& sources, condition::Tree& tree,
                    condition::Faults& faults);

// A warning for each exception that rests on nothing but what the judged process chooses itself: of `exceptions`, of
// 'not' in a condition that a later item appended, and of a macro that a later file gave another meaning.
void warn_of_writable(const RuleDefinition& rule, const Sources& sources, const condition::Tree& tree,
                      const condition::Scope& scope, condition::Faults& faults);

}  // namespace overboard::engine

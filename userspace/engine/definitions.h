// SPDX-License-Identifier: Apache-2.0
// What rule files say, before it has a meaning: the form between the reader and the compiler. Later definitions of
// a name replace, extend or override earlier ones here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/exceptions.h"
#include "engine/rule.h"
#include "engine/sources.h"

namespace overboard::engine {

struct ListDefinition {
    std::vector<condition::Word> items;
    Diagnostic at;
};

struct MacroDefinition {
    std::uint32_t condition = 0;  // index into sources
    Diagnostic at;
};

struct RuleDefinition {
    Rule rule;  // condition and output hold their text
    std::uint32_t condition = 0, output = 0;
    std::vector<ExceptionDefinition> exceptions;
    bool skip_unknown = false;  // Falco's skip-if-unknown-filter: a field that does not exist is no error
    Diagnostic at;              // its place, for faults of the rule as a whole
};

struct Definitions {
    Sources sources;
    std::map<std::string, ListDefinition, std::less<>> lists;
    std::map<std::string, MacroDefinition, std::less<>> macros;
    std::vector<RuleDefinition> rules;  // in the order of their first definition
    std::vector<std::string> digested;  // contents of the files, for the hash
    std::vector<Diagnostic> replaced;   // a note for each definition that took another's place

    RuleDefinition* rule(std::string_view name);
};

// Adds what the file says. Faults go to diagnostics; what can be understood is taken all the same, so that one run
// shows every fault.
void read_definitions(const File& file, Definitions& into, std::vector<Diagnostic>& diagnostics);

}  // namespace overboard::engine

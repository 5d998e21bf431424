// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace overboard::engine {

// A fault in what a user wrote. Collected: one run shows them all.
struct Diagnostic {
    enum class Severity { error, warning, note } severity = Severity::error;
    std::string file;
    int line = 0, column = 0;  // from 1; 0: the file as a whole
    std::string message;       // what is wrong, with the offending text
    std::string hint;          // what to write instead; may be empty
};

const char* severity_name(Diagnostic::Severity severity);  // "error", "warning", "note"

// "rules/x.yaml:12:18: error: unknown field 'proc.nam' (hint: proc.name)"
std::string to_string(const Diagnostic& d);

}  // namespace overboard::engine

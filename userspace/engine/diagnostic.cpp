// SPDX-License-Identifier: Apache-2.0
#include "engine/diagnostic.h"

namespace overboard::engine {

std::string to_string(const Diagnostic& d) {
    std::string out = d.file;
    if (d.line > 0) out += ':' + std::to_string(d.line);
    if (d.line > 0 && d.column > 0) out += ':' + std::to_string(d.column);
    if (!out.empty()) out += ": ";
    out += d.severity == Diagnostic::Severity::error ? "error: " : "warning: ";
    out += d.message;
    return d.hint.empty() ? out : out + " (hint: " + d.hint + ")";
}

}  // namespace overboard::engine

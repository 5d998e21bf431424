// SPDX-License-Identifier: Apache-2.0
#include "engine/diagnostic.h"

#include "base/text.h"

namespace overboard::engine {

std::string to_string(const Diagnostic& d) {
    std::string out = d.file;
    if (d.line > 0) out += ':' + std::to_string(d.line);
    if (d.line > 0 && d.column > 0) out += ':' + std::to_string(d.column);
    if (!out.empty()) out += ": ";
    out += d.severity == Diagnostic::Severity::error ? "error: " : "warning: ";
    out += d.message;
    if (!d.hint.empty()) out += " (hint: " + d.hint + ")";
    return base::printable(out);  // it quotes what stands in the file, which may be anything
}

}  // namespace overboard::engine

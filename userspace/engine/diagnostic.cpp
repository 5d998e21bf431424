// SPDX-License-Identifier: Apache-2.0
#include "engine/diagnostic.h"

#include "base/text.h"

namespace overboard::engine {

const char* severity_name(Diagnostic::Severity severity) {
    switch (severity) {
        case Diagnostic::Severity::error:
            return "error";
        case Diagnostic::Severity::warning:
            return "warning";
        case Diagnostic::Severity::note:
            return "note";
    }
    return "unknown";
}

std::string to_string(const Diagnostic& d) {
    std::string out = d.file;
    if (d.line > 0) out += ':' + std::to_string(d.line);
    if (d.line > 0 && d.column > 0) out += ':' + std::to_string(d.column);
    if (!out.empty()) out += ": ";
    out += std::string{severity_name(d.severity)} + ": ";
    out += d.message;
    if (!d.hint.empty()) out += " (hint: " + d.hint + ")";
    return base::printable(out);  // it quotes what stands in the file, which may be anything
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "incidents/cleaner.h"

#include <algorithm>

#include "base/text.h"

namespace overboard::incidents {
namespace {

// What redaction looks at. Generous against every bound above: what it removes makes room for what follows.
constexpr std::size_t max_raw = 16384;
// A shorter secret would hide ordinary words wherever they stand; the patterns still see it.
constexpr std::size_t min_hidden = 6;

std::vector<std::string> bounded(const std::vector<std::string>& argv) {
    std::vector<std::string> out;
    std::size_t left = max_raw;
    for (const std::string& element : argv) {
        if (left == 0) break;
        out.push_back(element.substr(0, left));
        left -= std::min(left, element.size() + 1);
    }
    return out;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

void Cleaner::learn(const std::vector<std::string>& argv) {
    const std::vector<std::string> raw = bounded(argv), shown = redactor_.args(raw);
    if (raw.size() != shown.size()) return;  // a secret over several elements: a pattern that texts know too
    for (std::size_t i = 0; i < raw.size(); ++i)
        if (raw[i] != shown[i] && raw[i].size() >= min_hidden) hidden_.emplace_back(raw[i], shown[i]);
}

std::string Cleaner::text(std::string_view raw, std::size_t max_bytes) const {
    std::string out(raw.substr(0, max_raw));
    for (const auto& [secret, shown] : hidden_) replace_all(out, secret, shown);
    return base::cut(base::printable(redactor_.text(out)), max_bytes);
}

std::vector<std::string> Cleaner::args(const std::vector<std::string>& argv, ArgsBound bound, bool& cut) const {
    const std::vector<std::string> raw = bounded(argv);
    std::vector<std::string> out;
    std::size_t used = 0;
    cut = cut || raw.size() < argv.size();
    for (const std::string& element : redactor_.args(raw)) {
        const std::string shown = base::printable(element);
        if (out.size() == bound.count || used >= bound.total) {
            cut = true;
            break;
        }
        out.push_back(base::cut(shown, std::min(bound.element, bound.total - used)));
        cut = cut || out.back() != shown;
        used += out.back().size();
    }
    return out;
}

}  // namespace overboard::incidents

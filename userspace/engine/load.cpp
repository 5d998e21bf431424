// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>

#include <algorithm>

#include "base/text.h"
#include "engine/judge.h"
#include "engine/kernel_filter.h"
#include "engine/rule_files.h"

namespace overboard::engine {
namespace {

std::string digest(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += std::to_string(text.size()) + '\n' + text;
    std::uint8_t hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(all.data(), all.size(), hash, &size, EVP_sha256(), nullptr) != 1) return {};
    return base::hex({hash, size});
}

// The sentence for somebody who sees only this; the diagnostics say the rest.
std::string summary(const std::vector<Diagnostic>& diagnostics) {
    const auto is_error = [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; };
    const auto count = std::count_if(diagnostics.begin(), diagnostics.end(), is_error);
    const auto first = std::find_if(diagnostics.begin(), diagnostics.end(), is_error);
    return "the rules cannot be loaded: " + std::to_string(count) + (count == 1 ? " error, " : " errors, the first: ") +
           to_string(*first);
}

// One line for whoever runs them; each rule by name is what `overboard check` lists.
void tell_unobserved(std::span<const Rule> rules, std::vector<Diagnostic>& diagnostics) {
    const auto never = std::count_if(rules.begin(), rules.end(), [](const Rule& rule) {
        return rule.enabled && rule.observability.state == Observability::State::never;
    });
    if (never == 0) return;
    diagnostics.push_back(
        {Diagnostic::Severity::note, "", 0, 0,
         std::to_string(never) + " of " + std::to_string(rules.size()) + " rules speak of what is not observed here",
         "overboard check and overboard list rules name them and why"});
}

}  // namespace

base::Result<std::unique_ptr<Engine>> Engine::load(std::span<const std::string> paths, const LoadOptions& options,
                                                   std::vector<Diagnostic>& diagnostics) {
    std::vector<Diagnostic> found;
    const auto definitions = read_rule_files(paths, found);
    auto compiled = compile_rules(definitions, options, found);
    const bool failed =
        std::any_of(found.begin(), found.end(), [](auto& d) { return d.severity == Diagnostic::Severity::error; });
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    if (failed) return base::fail(summary(found));
    tell_unobserved(compiled.rules, diagnostics);
    std::vector<std::string> widened;
    auto filter = derive_filter(compiled.compiled, &widened);
    for (auto& sentence : widened)
        diagnostics.push_back({Diagnostic::Severity::warning, "", 0, 0, std::move(sentence), "name fewer of them"});
    return std::make_unique<Judge>(std::move(compiled), std::move(filter), digest(definitions.digested));
}

}  // namespace overboard::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_files.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace overboard::engine {
namespace {

namespace fs = std::filesystem;

void fault(const std::string& path, std::string message, std::string hint, std::vector<Diagnostic>& diagnostics) {
    diagnostics.push_back({Diagnostic::Severity::error, path, 0, 0, std::move(message), std::move(hint)});
}

std::vector<std::string> files_in(const std::string& directory, std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> out;
    std::error_code error;
    for (fs::directory_iterator at{directory, error}, end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".yaml") out.push_back(at->path().string());
    std::sort(out.begin(), out.end());
    if (error) fault(directory, "cannot be read: " + error.message(), "", diagnostics);
    if (!error && out.empty())
        diagnostics.push_back({Diagnostic::Severity::warning, directory, 0, 0, "holds no *.yaml file", ""});
    return out;
}

}  // namespace

Definitions read_rule_files(std::span<const std::string> paths, std::vector<Diagnostic>& diagnostics) {
    Definitions definitions;
    for (const auto& path : paths) {
        std::error_code error;
        const bool directory = fs::is_directory(path, error);
        for (const auto& name : directory ? files_in(path, diagnostics) : std::vector{path}) {
            auto text = base::read_file(name, max_rule_file_bytes);
            if (!text) {
                fault(name, text.error().message, "name a rule file of at most 8 MiB, or a directory of *.yaml files",
                      diagnostics);
                continue;
            }
            const auto file = std::make_shared<const RuleFile>(RuleFile{name, std::string{without_mark(*text)}});
            read_definitions(file, definitions, diagnostics);
        }
    }
    return definitions;
}

}  // namespace overboard::engine

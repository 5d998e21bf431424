// SPDX-License-Identifier: Apache-2.0
// Rules given as text, loaded through a file as a user's are.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/engine.h"

namespace overboard::test {

class Loaded {
public:
    explicit Loaded(const std::string& text, const engine::LoadOptions& options = {})
        : Loaded(std::vector<std::string>{text}, options) {}

    // One file each, a.yaml, b.yaml, ...
    explicit Loaded(const std::vector<std::string>& texts, const engine::LoadOptions& options = {}) {
        char pattern[] = "/tmp/overboard-rules-XXXXXX";
        const std::string directory = mkdtemp(pattern);
        for (std::size_t i = 0; i < texts.size(); ++i)
            std::ofstream{directory + '/' + static_cast<char>('a' + i) + ".yaml"} << texts[i];
        const std::string paths[] = {directory};
        auto result = engine::Engine::load(paths, options, diagnostics);
        if (result) engine = std::move(*result);
        if (!result) error = result.error().message;
        for (auto& d : diagnostics)
            if (d.file.starts_with(directory)) d.file = d.file.substr(directory.size() + 1);
        std::filesystem::remove_all(directory);
    }

    std::vector<std::string> lines() const {
        std::vector<std::string> out;
        for (const auto& d : diagnostics) out.push_back(engine::to_string(d));
        return out;
    }

    std::unique_ptr<engine::Engine> engine;
    std::vector<engine::Diagnostic> diagnostics;
    std::string error;
};

// A whole rule around a condition that fits on the line.
inline std::string rule(const std::string& name, const std::string& condition, const std::string& more = "") {
    return "- rule: " + name + "\n  desc: d\n  condition: " + condition + "\n  output: o\n  priority: WARNING\n" + more;
}

}  // namespace overboard::test

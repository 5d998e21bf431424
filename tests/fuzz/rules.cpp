// SPDX-License-Identifier: Apache-2.0
// Any bytes, given as a rule file: rules, or diagnostics that a terminal can show; never a crash.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/engine.h"

namespace {

// A file as Engine::load wants one, in memory.
const std::string& path_of(int& fd) {
    static const int memory = memfd_create("rules", 0);
    static const std::string path = "/proc/self/fd/" + std::to_string(memory);
    fd = memory;
    return path;
}

bool printable(const std::string& line) {
    return std::none_of(line.begin(), line.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace engine = overboard::engine;
    int fd = -1;
    const std::string paths[] = {path_of(fd)};
    if (ftruncate(fd, 0) || pwrite(fd, data, size, 0) != static_cast<ssize_t>(size)) std::abort();

    std::vector<engine::Diagnostic> diagnostics;
    const auto loaded = engine::Engine::load(paths, {}, diagnostics);
    if (!loaded && (diagnostics.empty() || loaded.error().message.empty())) std::abort();
    const auto lines = 1 + std::count(data, data + size, '\n');
    for (const auto& diagnostic : diagnostics) {
        const auto shown = engine::to_string(diagnostic);
        if (diagnostic.line <= lines + 1 && printable(shown)) continue;
        std::fprintf(stderr, "a diagnostic that should not be, for %td lines: %s\n", lines, shown.c_str());
        std::abort();
    }
    return 0;
}

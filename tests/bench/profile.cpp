// SPDX-License-Identifier: Apache-2.0
#include "profile.h"

#include <spdlog/fmt/fmt.h>

#include <functional>

#include "direct.h"
#include "figures.h"
#include "program_runs.h"
#include "stand.h"

namespace overboard::bench {
namespace {

void print_runs(const std::string& what, const Runs& runs) {
    print_heading(what);
    for (const auto& [name, run] : runs)
        fmt::print("  {:<22}{:>10} runs {:>8} ns each\n", name, run.count, run.ns / run.count);
}

}  // namespace

void profile(const source::KernelFilter& filter) {
    const base::Fd statistics = keep_statistics();
    Stand stand;
    const Direct direct(filter);
    const std::pair<const char*, std::function<void()>> parts[] = {
        {"100,000 opens of an own file", [&] { stand.open(100000, kOwnFile); }},
        {"100 executions of the workload",
         [&] {
             for (int i = 0; i < 100; i++) stand.open(0, kOwnFile);
         }},
        {"the whole workload", [&] { stand.measure(); }},
    };
    for (const auto& [what, part] : parts) {
        const Runs before = own_runs();
        part();
        print_runs(std::string("programs during ") + what, since(before));
    }
}

}  // namespace overboard::bench

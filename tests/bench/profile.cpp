// SPDX-License-Identifier: Apache-2.0
#include "profile.h"

#include <bpf/bpf.h>
#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>

#include "base/fd.h"
#include "direct.h"
#include "figures.h"
#include "stand.h"

namespace overboard::bench {
namespace {

struct Run {
    std::uint64_t ns = 0, count = 0;
};
using Runs = std::map<std::string, Run>;

// Of the programs that this process holds: others on the machine may bear the same names.
Runs own_runs() {
    Runs runs;
    for (const auto& open : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (std::filesystem::read_symlink(open, gone) != "anon_inode:bpf-prog") continue;
        bpf_prog_info info{};
        __u32 size = sizeof(info);
        if (!bpf_obj_get_info_by_fd(std::stoi(open.path().filename()), &info, &size))
            runs[info.name] = {info.run_time_ns, info.run_cnt};
    }
    return runs;
}

void print_runs(const std::string& what, const Runs& before, const Runs& after) {
    print_heading(what);
    for (const auto& [name, run] : after) {
        const std::uint64_t count = run.count - before.at(name).count, ns = run.ns - before.at(name).ns;
        if (count) fmt::print("  {:<22}{:>10} runs {:>8} ns each\n", name, count, ns / count);
    }
}

}  // namespace

void profile(const source::KernelFilter& filter) {
    const base::Fd statistics(bpf_enable_stats(BPF_STATS_RUN_TIME));
    if (!statistics) throw std::runtime_error("the kernel keeps no statistics of BPF programs");
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
        print_runs(std::string("programs during ") + what, before, own_runs());
    }
}

}  // namespace overboard::bench

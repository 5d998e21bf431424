// SPDX-License-Identifier: Apache-2.0
#include "program_runs.h"

#include <bpf/bpf.h>

#include <filesystem>
#include <stdexcept>

namespace overboard::bench {

base::Fd keep_statistics() {
    base::Fd statistics(bpf_enable_stats(BPF_STATS_RUN_TIME));
    if (!statistics) throw std::runtime_error("the kernel keeps no statistics of BPF programs");
    return statistics;
}

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

Runs since(const Runs& before) {
    Runs out;
    for (const auto& [name, run] : own_runs()) {
        const Run& earlier = before.at(name);
        if (run.count > earlier.count) out[name] = {run.ns - earlier.ns, run.count - earlier.count};
    }
    return out;
}

}  // namespace overboard::bench

// SPDX-License-Identifier: Apache-2.0
#include "machine.h"

#include <bpf/bpf.h>
#include <sched.h>
#include <spdlog/fmt/fmt.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "base/fd.h"

namespace overboard::bench {
namespace {

// The rest of the first line of `path` that begins with `key`, blanks and colon skipped.
std::string value_of(const std::string& path, const std::string& key) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key))
            return line.substr(std::min(line.size(), line.find_first_not_of(" \t:", key.size())));
    return {};
}

double mebibytes(const std::string& path, const std::string& key) {
    const std::string value = value_of(path, key);
    return value.empty() ? 0 : std::stod(value) / 1024;
}

// ns of the thread's own time that a turn takes. The compiler must not know what x is between two turns.
template <class Turn>
double ns_per(Turn turn) {
    constexpr int kTurns = 10'000'000;
    timespec begun{}, done{};
    std::uint64_t x = 3;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    for (int i = 0; i < kTurns; ++i) {
        turn(x);
        asm volatile("" : "+r"(x));
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &done);
    return (1e9 * static_cast<double>(done.tv_sec - begun.tv_sec) + static_cast<double>(done.tv_nsec - begun.tv_nsec)) /
           kTurns;
}

}  // namespace

Core core_now() {
    const double cycle = ns_per([](std::uint64_t& x) { x *= x; }) / 3;
    return {1 / cycle, cycle / ns_per([](std::uint64_t& x) { ++x; })};
}

void pin_to(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof(set), &set);
}

void go_ahead() {
    const sched_param first{1};
    sched_setscheduler(0, SCHED_FIFO, &first);
}

std::string machine() {
    utsname name{};
    uname(&name);
    double load = 0;
    std::ifstream("/proc/loadavg") >> load;
    return fmt::format("kernel {}, {} cores, {}, load {:.2f}", name.release, sysconf(_SC_NPROCESSORS_ONLN),
                       value_of("/proc/cpuinfo", "model name"), load);
}

unsigned tracing_programs() {
    unsigned found = 0;
    for (__u32 id = 0; !bpf_prog_get_next_id(id, &id);) {
        const base::Fd program(bpf_prog_get_fd_by_id(id));
        bpf_prog_info info{};
        __u32 size = sizeof(info);
        if (!program || bpf_obj_get_info_by_fd(program.get(), &info, &size)) continue;
        const auto type = info.type;
        found +=
            type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_RAW_TRACEPOINT || type == BPF_PROG_TYPE_TRACEPOINT;
    }
    return found;
}

double processor_seconds(int pid) {
    double total = 0;
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), gone)) {
        double spent =
            0;  // ns; the first number of schedstat is the sum that the scheduler keeps, not counted in ticks
        std::ifstream(task.path() / "schedstat") >> spent;
        total += spent * 1e-9;
    }
    return total;
}

Memory memory_of(int pid) {
    const std::string proc = fmt::format("/proc/{}/", pid);
    const std::string maps = proc + "smaps_rollup";
    return {mebibytes(proc + "status", "VmRSS"), mebibytes(maps, "Pss:"),
            mebibytes(maps, "Private_Clean") + mebibytes(maps, "Private_Dirty")};
}

}  // namespace overboard::bench

// SPDX-License-Identifier: Apache-2.0
#include "hooks.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "direct.h"
#include "figures.h"
#include "program_runs.h"
#include "stand.h"

namespace overboard::bench {
namespace {

struct Row {
    const char* call;  // of workload/calls.cpp
    long count;
    const char* what;
};

constexpr Row kRows[] = {
    {"unrelated", 20000, "a system call that nothing asks for"},
    {"open", 10000, "open and close of an own file that no rule names"},
    {"open-proc", 10000, "open and close of a file of /proc that no rule names"},
    {"failed-exec", 4000, "an execution that fails, told once and folded"},
    {"fork", 200, "a birth and an end"},
    {"exec", 100, "a birth, an execution and an end"},
    {"connect-unix", 1000, "connect, accept at the other end and close, of a socket that no rule names"},
    {"connect-tcp", 500, "the same by TCP, both ends' states included"},
    {"uring-open", 4000, "open of an own file by io_uring, and close"},
    {"rename", 4000, "rename, the name walked again"},
    {"chmod", 4000, "chmod, the name walked again"},
    {"mount", 100, "mount and umount, the new mount looked up"},
    {"unshare", 4000, "unshare, namespaces and credentials compared"},
    {"signal", 4000, "a signal to itself"},
    {"socket", 4000, "socket and close, the family looked at"},
    {"setuid", 4000, "setuid to the same user, credentials compared"},
    {"chdir", 4000, "chdir, the place compared"},
    {"mmap-code", 4000, "a file mapped as code, and unmapped"},
};
constexpr int kTurns = 25;

// What all programs took for one call. The statistics are the machine's, so a neighbour's calls are in them: they only
// ever add, and of many short turns the lowest had none.
double ns_per_call(Stand& stand, const Row& row) {
    double lowest = 0;
    for (int turn = 0; turn < kTurns; turn++) {
        const Runs before = own_runs();
        const double calls = stand.run({"call", row.call, std::to_string(row.count)}).at(0);
        double ns = 0;
        for (const auto& [name, run] : since(before)) ns += static_cast<double>(run.ns);
        lowest = turn == 0 ? ns / calls : std::min(lowest, ns / calls);
    }
    return lowest;
}

}  // namespace

void hooks(const source::KernelFilter& filter) {
    const base::Fd statistics = keep_statistics();
    Stand stand;
    const Direct direct(filter);
    print_heading("what the programs take for one call, closing and waiting included");
    for (const Row& row : kRows) fmt::print("  {:<12}{:>8.0f} ns  {}\n", row.call, ns_per_call(stand, row), row.what);
}

}  // namespace overboard::bench

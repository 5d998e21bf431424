// SPDX-License-Identifier: Apache-2.0
#include "overhead.h"

#include <spdlog/fmt/fmt.h>

#include "figures.h"
#include "machine.h"
#include "stand.h"

namespace overboard::bench {
namespace {

struct Operation {
    const char* what;
    double Costs::*cost;
    double goal;  // ns
};

// The last one is for a dispatcher that sees 32-bit entry as well, which ours does.
constexpr Operation kOperations[] = {
    {"open+close of an own file", &Costs::open_close, 150},
    {"fork+exec of a static binary", &Costs::fork_exec, 15000},
    {"socket+connect+close, unix", &Costs::connect_unix, 300},
    {"socket+connect+close, TCP loopback", &Costs::connect_tcp, 300},
    {"an unrelated system call", &Costs::unrelated, 35},
};

void add(std::vector<Compared>& rows, std::vector<double> Compared::*state, const Costs& costs) {
    for (std::size_t i = 0; i < rows.size(); i++) (rows[i].*state).push_back(costs.*kOperations[i].cost);
}

}  // namespace

void compare_overhead(int rounds, const Attach& overboard) {
    const std::pair<std::vector<double> Compared::*, Attach> states[] = {
        {&Compared::off, attach_nothing}, {&Compared::empty, attach_empty}, {&Compared::overboard, overboard}};
    std::vector<Compared> rows;
    for (const auto& operation : kOperations) rows.push_back({operation.what, {}, {}, {}, operation.goal});
    Stand stand;
    stand.measure();  // warms caches and the page tables
    const unsigned others = tracing_programs();
    for (int round = 0; round < rounds; round++)
        for (const auto& [state, attach] : states) {
            const auto attached = attach();
            add(rows, state, stand.measure());
        }
    print_heading(
        fmt::format("cost per operation inside a container, on core {}, the reader on core {}: processor time, "
                    "medians of {} alternating rounds",
                    kWorkCore, kReaderCore, rounds));
    print_compared(rows);
    if (others)
        fmt::print("  {} tracing programs of others were loaded before the run: \"off\" is not quite off\n", others);
}

}  // namespace overboard::bench

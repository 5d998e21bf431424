// SPDX-License-Identifier: Apache-2.0
#include "push_down.h"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <memory>

#include "direct.h"
#include "figures.h"
#include "machine.h"
#include "stand.h"
#include "support/kernel.h"

namespace overboard::bench {
namespace {

constexpr long kAgain = 20000;
constexpr const char* kManyFiles = "/usr/lib/x86_64-linux-gnu";  // some thousand, in every container's own root

// A file that is opened again within a second folds in the kernel; others are sent each.
struct Row {
    const char* what;
    double (*measure)(Stand& stand);
    std::array<std::vector<double>, 3> ns{};  // by state
};

std::string cell(double ns, double off) { return fmt::format("{:.0f} ns ({:.2f}x, {:+.0f})", ns, ns / off, ns - off); }

void print(const Row& row) {
    std::array<double, 3> median{};
    for (std::size_t i = 0; i < median.size(); ++i) median[i] = spread_of(row.ns[i]).median;
    print_figure(row.what, fmt::format("nothing {:.0f} ns; pushed down {}; push-down off {}", median[0],
                                       cell(median[1], median[0]), cell(median[2], median[0])));
}

}  // namespace

void compare_push_down(int rounds, const source::KernelFilter& filter) {
    Row rows[] = {{"open+close of an own file, the same again and again",
                   [](Stand& stand) { return stand.open(kAgain, kOwnFile); }},
                  {"open+close of own files, each another", [](Stand& stand) {
                       return stand.run({"open_each", kManyFiles}).at(0);
                   }}};
    const source::KernelFilter everything = test::Kernel::everything();
    const std::array<Attach, 3> states = {attach_nothing, [&] { return std::make_unique<Direct>(filter); },
                                          [&] { return std::make_unique<Direct>(everything); }};
    Stand stand;
    for (const auto& row : rows) row.measure(stand);  // warms caches
    for (int round = 0; round < rounds; ++round)
        for (std::size_t state = 0; state < states.size(); ++state) {
            const auto attached = states[state]();
            for (auto& row : rows) row.ns[state].push_back(row.measure(stand));
        }
    print_heading(
        fmt::format("what push-down saves in the kernel: processor time of an open, core {}, medians of {} "
                    "alternating rounds; the reader drops what it is sent",
                    kWorkCore, rounds));
    for (const auto& row : rows) print(row);
}

}  // namespace overboard::bench

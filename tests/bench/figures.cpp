// SPDX-License-Identifier: Apache-2.0
#include "figures.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdio>

namespace overboard::bench {
namespace {

std::string time(double ns) {
    const double size = std::abs(ns);
    if (size >= 9995) return fmt::format("{:.1f} us", ns / 1000);
    return fmt::format("{:.{}f} ns", ns, size < 100 ? 1 : 0);
}

std::string added(double ns) { return (ns < 0 ? "" : "+") + time(ns); }

// Round by round, so that what disturbs a whole round does not count as cost.
std::vector<double> differences(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> out;
    for (std::size_t i = 0; i < a.size(); i++) out.push_back(a[i] - b[i]);
    return out;
}

double at(const std::vector<double>& sorted, double part) {
    const double where = part * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(where), above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (where - static_cast<double>(below));
}

}  // namespace

Spread spread_of(std::vector<double> values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return {at(values, 0.25), at(values, 0.5), at(values, 0.75)};
}

void print_heading(const std::string& title) { fmt::print("\n{}\n", title); }

void print_compared(const std::vector<Compared>& rows) {
    constexpr const char* line = "  {:<34}{:>11}{:>11}{:>11}{:>8}{:>11}{:>11}{:>26}{:>12}  {}\n";
    fmt::print(line, "", "off", "empty", "overboard", "ratio", "empty adds", "adds", "(quartiles)", "goal", "");
    for (const auto& row : rows) {
        const Spread off = spread_of(row.off), empty = spread_of(row.empty), overboard = spread_of(row.overboard);
        const Spread cost = spread_of(differences(row.overboard, row.off));
        const double floor = spread_of(differences(row.empty, row.off)).median;
        fmt::print(line, row.what, time(off.median), time(empty.median), time(overboard.median),
                   fmt::format("{:.2f}x", overboard.median / off.median), added(floor), added(cost.median),
                   fmt::format("({} .. {})", added(cost.low), added(cost.high)), added(row.goal),
                   cost.median <= row.goal ? "reached" : "MISSED");
    }
    std::fflush(stdout);
}

void print_figure(const std::string& what, const std::string& value) {
    fmt::print("  {:<56}{}\n", what, value);
    std::fflush(stdout);
}

void print_figure(const std::string& what, const std::string& value, const std::string& goal, bool reached) {
    print_figure(what, fmt::format("{:<48}goal {:<20}{}", value, goal, reached ? "reached" : "MISSED"));
}

}  // namespace overboard::bench

// SPDX-License-Identifier: Apache-2.0
// Medians, and the lines that are printed.
#pragma once

#include <string>
#include <vector>

namespace overboard::bench {

struct Spread {
    double low = 0, median = 0, high = 0;  // quartiles
};
Spread spread_of(std::vector<double> values);

// One measurement in its three states, a value per round.
struct Compared {
    std::string what;
    std::vector<double> off, empty, overboard;  // ns
    double goal = 0;                            // ns that Overboard may add
};

void print_heading(const std::string& title);
void print_compared(const std::vector<Compared>& rows);
void print_figure(const std::string& what, const std::string& value);
void print_figure(const std::string& what, const std::string& value, const std::string& goal, bool reached);

}  // namespace overboard::bench

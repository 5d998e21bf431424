// SPDX-License-Identifier: Apache-2.0
// The metrics of one process, under the prefix overboard_ (and process_, whose names are Prometheus's own).
// Series without labels exist at 0 from the start; who knows the values of a label set()s the others to 0.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overboard::metrics {

enum class Kind : std::uint8_t { counter, gauge, histogram };

// One row of the table (metrics/table.cpp). `overboard list metrics` prints it.
struct Row {
    std::string_view name;  // with prefix and unit suffix
    Kind kind;
    std::string_view help;
    std::vector<std::string_view> labels;
};
std::span<const Row> table();

using Labels = std::vector<std::pair<std::string, std::string>>;

class Registry {
public:
    Registry();
    ~Registry();
    // name: as in the table; labels: the row's, in order. An unknown name or label set is a programming
    // error (asserted in debug builds, ignored in release). A counter never goes down: a smaller value is
    // ignored. A row whose name ends in _info keeps one series: the latest labels.
    void set(std::string_view name, double value, const Labels& labels = {});  // gauge, or a counter kept elsewhere
    void add(std::string_view name, double amount = 1, const Labels& labels = {});   // counter
    void observe(std::string_view name, double seconds, const Labels& labels = {});  // histogram
    void show(std::string_view name,
              const Labels& labels);  // the series is there, a histogram at 0, and stays as it is
    std::string text() const;         // Prometheus text format 0.0.4

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace overboard::metrics

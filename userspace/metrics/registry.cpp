// SPDX-License-Identifier: Apache-2.0
#include <cassert>
#include <map>
#include <sstream>
#include <variant>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "metrics/metrics.h"

namespace overboard::metrics {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// Wide enough for a decisive event on an idle machine (tens of microseconds) and for a reader that is seconds behind.
const Histogram::BucketBoundaries latency_buckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                     0.05,   0.1,     0.25,   0.5,   1,      2.5,   5,    10};

struct Entry {
    const Row* row = nullptr;
    std::variant<Family<Counter>*, Family<Gauge>*, Family<Histogram>*> family;
    Gauge* only = nullptr;  // the one series of an _info row
};

bool fits(const Row& row, const Labels& labels) {
    if (row.labels.size() != labels.size()) return false;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (row.labels[i] != labels[i].first) return false;
    return true;
}

prometheus::Labels convert(const Labels& labels) { return {labels.begin(), labels.end()}; }

}  // namespace

struct Registry::State {
    prometheus::Registry registry;
    std::map<std::string, Entry, std::less<>> entries;

    Entry build(const Row& row) {
        const std::string name{row.name}, help{row.help};
        switch (row.kind) {
            case Kind::counter:
                return {&row, &prometheus::BuildCounter().Name(name).Help(help).Register(registry)};
            case Kind::gauge:
                return {&row, &prometheus::BuildGauge().Name(name).Help(help).Register(registry)};
            case Kind::histogram:
                break;
        }
        return {&row, &prometheus::BuildHistogram().Name(name).Help(help).Register(registry)};
    }

    Entry* find(std::string_view name, const Labels& labels) {
        const auto found = entries.find(name);
        const bool known = found != entries.end() && fits(*found->second.row, labels);
        assert(known && "not a row of metrics/table.cpp");
        return known ? &found->second : nullptr;
    }
};

Registry::Registry() : state_(std::make_unique<State>()) {
    for (const Row& row : table()) {
        Entry entry = state_->build(row);
        if (row.labels.empty())
            std::visit(
                [&](auto* family) {
                    if constexpr (std::is_same_v<decltype(family), Family<Histogram>*>)
                        family->Add({}, latency_buckets);
                    else
                        family->Add({});
                },
                entry.family);
        state_->entries.emplace(row.name, entry);
    }
}

Registry::~Registry() = default;

void Registry::set(std::string_view name, double value, const Labels& labels) {
    Entry* entry = state_->find(name, labels);
    if (!entry) return;
    if (auto* counters = std::get_if<Family<Counter>*>(&entry->family)) {
        Counter& counter = (*counters)->Add(convert(labels));
        if (value > counter.Value()) counter.Increment(value - counter.Value());
    } else if (auto* gauges = std::get_if<Family<Gauge>*>(&entry->family)) {
        Gauge& gauge = (*gauges)->Add(convert(labels));
        gauge.Set(value);
        if (!name.ends_with("_info")) return;
        if (entry->only && entry->only != &gauge) (*gauges)->Remove(entry->only);
        entry->only = &gauge;
    }
}

void Registry::add(std::string_view name, double amount, const Labels& labels) {
    Entry* entry = state_->find(name, labels);
    auto* counters = entry ? std::get_if<Family<Counter>*>(&entry->family) : nullptr;
    if (counters && amount >= 0) (*counters)->Add(convert(labels)).Increment(amount);
}

void Registry::observe(std::string_view name, double seconds, const Labels& labels) {
    Entry* entry = state_->find(name, labels);
    auto* histograms = entry ? std::get_if<Family<Histogram>*>(&entry->family) : nullptr;
    if (histograms) (*histograms)->Add(convert(labels), latency_buckets).Observe(seconds);
}

void Registry::show(std::string_view name, const Labels& labels) {
    const Entry* entry = state_->find(name, labels);
    auto* const* histograms = entry ? std::get_if<Family<Histogram>*>(&entry->family) : nullptr;
    if (histograms) (*histograms)->Add(convert(labels), latency_buckets);
}

std::string Registry::text() const {
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, state_->registry.Collect());
    return out.str();
}

}  // namespace overboard::metrics

// SPDX-License-Identifier: Apache-2.0
// Sets every metric from what the rooms counted. Called when somebody asks, not per event.
#pragma once

#include "courier/dispatcher.h"
#include "courier/refusals.h"
#include "enrich/enricher.h"
#include "metrics/metrics.h"
#include "sensor/counts.h"
#include "sensor/kernel_numbers.h"
#include "sensor/pipeline.h"

namespace overboard::sensor {

struct Sources {
    const KernelNumbers& kernel;
    const Counts& counts;
    const Pipeline& pipeline;
    const enrich::Enricher& enricher;
    const courier::DeliveryStats& delivery;
    std::uint64_t courier_restarts = 0, launcher_restarts = 0;
    courier::Refusals refusals{};
};

void report(metrics::Registry& registry, const Sources& from);

// What became of the alerts: overboard_alerts_total, sink_*, outbox_*.
void report_delivery(metrics::Registry& registry, const courier::DeliveryStats& stats);

// process_*: this process's CPU time, memory and descriptors, from /proc/self.
void report_process(metrics::Registry& registry);

// Seconds since the epoch at which this process started, to 10 ms; 0 when /proc cannot be read.
double process_start_seconds();

}  // namespace overboard::sensor

// SPDX-License-Identifier: Apache-2.0
#include "sensor/report.h"

namespace overboard::sensor {
namespace {

double number(std::uint64_t value) { return static_cast<double>(value); }

void report_sink(metrics::Registry& registry, const courier::DeliveryStats::Sink& sink) {
    const metrics::Labels named = {{"sink", sink.name}};
    const std::pair<const char*, std::uint64_t> outcomes[] = {
        {"delivered", sink.counts.delivered}, {"retried", sink.counts.retried}, {"dead", sink.counts.dead}};
    for (const auto& [outcome, times] : outcomes)
        registry.set("overboard_sink_deliveries_total", number(times), {{"sink", sink.name}, {"outcome", outcome}});
    registry.set("overboard_sink_queue_depth", number(sink.queued), named);
    registry.set("overboard_sink_dead_letters", number(sink.dead_letters), named);
    registry.set("overboard_sink_oldest_age_seconds", sink.oldest_seconds, named);
    registry.set("overboard_sink_circuit_open", sink.circuit_open, named);
    registry.show("overboard_delivery_latency_seconds", named);
}

}  // namespace

void report_delivery(metrics::Registry& registry, const courier::DeliveryStats& stats) {
    for (std::size_t i = 0; i < stats.raised.size(); ++i) {
        const metrics::Labels priority = {{"priority", engine::priority_name(static_cast<engine::Priority>(i))}};
        registry.set("overboard_alerts_total", number(stats.raised[i]), priority);
        registry.set("overboard_outbox_evicted_total", number(stats.evicted[i]), priority);
    }
    for (const auto& sink : stats.sinks) report_sink(registry, sink);
    registry.set("overboard_outbox_bytes", number(stats.outbox_bytes));
    registry.set("overboard_outbox_degraded", stats.degraded);
    registry.set("overboard_outbox_failures_total", number(stats.outbox_failures));
    registry.set("overboard_sender_restarts_total", number(stats.sender_restarts));
}

}  // namespace overboard::sensor

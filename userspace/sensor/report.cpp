// SPDX-License-Identifier: Apache-2.0
#include "sensor/report.h"

#include <algorithm>

#include "bpf/wire/events.h"
#include "sensor/losses.h"

namespace overboard::sensor {
namespace {

using metrics::Registry;

double number(std::uint64_t value) { return static_cast<double>(value); }

void report_events(Registry& registry, const KernelNumbers& kernel, const Counts& counts) {
    for (unsigned kind = OB_KIND_NONE + 1; kind < OB_KINDS; ++kind) {
        const metrics::Labels type = {{"type", decode::kind_name(kind)}};
        registry.set("overboard_events_total", number(counts.events[kind]), type);
        registry.set("overboard_events_refused_total", number(kernel.tallies[kind].refused), type);
        registry.set("overboard_events_folded_total", number(kernel.tallies[kind].folded), type);
        for (unsigned reason = 0; reason < OB_LOSSES; ++reason)
            registry.set(
                "overboard_events_dropped_total", number(kernel.losses[kind][reason]),
                {{"type", decode::kind_name(kind)}, {"ring", ring_name(ring_of(kind))}, {"reason", loss_name(reason)}});
    }
    std::uint64_t malformed = 0;
    for (const auto& [reason, records] : counts.malformed) malformed += records;
    registry.set("overboard_records_malformed_total", number(malformed));
}

void report_rings(Registry& registry, const KernelNumbers& kernel) {
    for (unsigned ring = 0; ring < OB_RINGS; ++ring) {
        const std::string name = ring_name(ring);
        registry.set("overboard_ringbuf_size_bytes", number(kernel.rings[ring].size), {{"ring", name}});
        registry.set("overboard_ringbuf_used_bytes", number(kernel.rings[ring].used), {{"ring", name}});
        registry.set("overboard_ringbuf_used_max_bytes", number(kernel.rings[ring].used_max), {{"ring", name}});
    }
}

void report_objects(Registry& registry, const KernelNumbers& kernel) {
    for (const auto& program : kernel.programs)
        registry.set("overboard_bpf_program_loaded", program.loaded, {{"program", program.name}});
    for (const auto& map : kernel.maps) {
        registry.set("overboard_bpf_map_entries", number(map.entries), {{"map", map.name}});
        registry.set("overboard_bpf_map_capacity", number(map.capacity), {{"map", map.name}});
    }
}

void report_rules(Registry& registry, const Counts& counts, const Pipeline& pipeline) {
    const engine::Engine& engine = pipeline.engine();
    auto matches = counts.former_matches;
    for (std::size_t i = 0; i < engine.rules().size(); ++i) {
        const engine::Rule& rule = engine.rules()[i];
        matches[{rule.id, engine::priority_name(rule.priority)}] +=
            i < engine.matches().size() ? engine.matches()[i] : 0;
    }
    for (const auto& [key, events] : matches)
        registry.set("overboard_rule_matches_total", number(events),
                     {{"rule_id", key.first}, {"priority", key.second}});
    registry.set("overboard_rules_loaded", number(std::ranges::count(engine.rules(), true, &engine::Rule::enabled)));
    registry.set("overboard_rules_load_errors_total", number(counts.load_errors));
    registry.set("overboard_rules_last_reload_timestamp_seconds", static_cast<double>(counts.loaded_at_ns) / 1e9);
    registry.set("overboard_rules_info", 1, {{"sha256", engine.sha256()}});
    registry.set("overboard_rule_suppressed_total", number(pipeline.folded()), {{"reason", "folded"}});
    registry.set("overboard_rule_suppressed_total", number(pipeline.retried()), {{"reason", "path_search"}});
}

void report_bundles(Registry& registry, const std::string& runtime, const enrich::Tally::Bundles& bundles) {
    const std::pair<const char*, std::uint64_t> results[] = {
        {"bundle_read", bundles.read}, {"bundle_missing", bundles.missing}, {"bundle_bad", bundles.bad}};
    for (const auto& [result, times] : results)
        registry.set("overboard_enrichment_total", number(times), {{"runtime", runtime}, {"result", result}});
}

void report_identity(Registry& registry, const enrich::Enricher& enricher) {
    enrich::Tally tally = enricher.tally();
    for (const std::string_view runtime : enrich::tallied_runtimes)
        report_bundles(registry, std::string{runtime}, tally.bundles[std::string{runtime}]);
    report_bundles(registry, "unknown", tally.bundles["unknown"]);
    const std::pair<const char*, std::uint64_t> results[] = {
        {"unknown_process", tally.unknown_process},
        {"unknown_container", tally.unknown_container},
        {"evicted_process", tally.evicted_processes},
        {"false_identity", tally.false_identity},
    };
    for (const auto& [result, times] : results)
        registry.set("overboard_enrichment_total", number(times), {{"runtime", "unknown"}, {"result", result}});
    registry.set("overboard_tracked_containers", number(enricher.containers()));
    registry.set("overboard_tracked_processes", number(enricher.processes()));
}

void report_baseline(Registry& registry, const baseline::Baseline* baseline) {
    const baseline::Tally tally = baseline ? baseline->tally() : baseline::Tally{};
    registry.set("overboard_baseline_habits", baseline ? number(baseline->own().size()) : 0);
    registry.set("overboard_baseline_images", baseline ? number(baseline->own().images().size()) : 0);
    const std::pair<const char*, std::uint64_t> results[] = {{"learnt", tally.learnt},
                                                             {"refused", tally.refused},
                                                             {"evicted", tally.evicted},
                                                             {"matched", tally.matched},
                                                             {"ended", tally.ended}};
    for (const auto& [result, times] : results)
        registry.set("overboard_baseline_total", number(times), {{"result", result}});
}

}  // namespace

void report(Registry& registry, const Sources& from) {
    registry.set("overboard_build_info", 1,
                 {{"version", OVERBOARD_VERSION}, {"wire", std::to_string(OB_WIRE_VERSION)}});
    report_events(registry, from.kernel, from.counts);
    report_rings(registry, from.kernel);
    report_objects(registry, from.kernel);
    report_rules(registry, from.counts, from.pipeline);
    report_delivery(registry, from.delivery);
    report_identity(registry, from.enricher);
    report_baseline(registry, from.pipeline.baseline());
    registry.set(selftest_metric, static_cast<double>(from.counts.selftest_ns) / 1e9);
    registry.set("overboard_incidents_open", number(from.pipeline.open_incidents()));
    registry.set("overboard_incidents_total", number(from.pipeline.all_incidents()));
    registry.set("overboard_start_attach_seconds", from.counts.attach_seconds);
    registry.set("overboard_start_scan_seconds", from.counts.scan_seconds);
    registry.set("overboard_start_unwatched_seconds", from.counts.unwatched_seconds);
    registry.set("overboard_courier_restarts_total", number(from.courier_restarts));
    registry.set("overboard_launcher_restarts_total", number(from.launcher_restarts));
    for (std::size_t i = 0; i < from.refusals.size(); ++i)
        registry.set("overboard_http_refused_total", number(from.refusals[i]), {{"reason", courier::refusal_names[i]}});
    report_process(registry);
}

}  // namespace overboard::sensor

// SPDX-License-Identifier: Apache-2.0
// Every metric there is. To add one, add a row; the sensor sets it in sensor/report.cpp.
#include "metrics/metrics.h"

namespace overboard::metrics {
namespace {

constexpr auto counter = Kind::counter;
constexpr auto gauge = Kind::gauge;
constexpr auto histogram = Kind::histogram;

const Row rows[] = {
    {"overboard_build_info", gauge, "Always 1; the version of the daemon and of its kernel wire.", {"version", "wire"}},

    {"overboard_events_total", counter, "Records received from the kernel, by event type.", {"type"}},
    {"overboard_events_refused_total",
     counter,
     "Seen in the kernel and discarded there, since no rule can match.",
     {"type"}},
    {"overboard_events_folded_total",
     counter,
     "Seen in the kernel, like one already sent, and counted instead.",
     {"type"}},
    {"overboard_events_dropped_total",
     counter,
     "Events lost in the kernel, by type, its ring, and reason.",
     {"type", "ring", "reason"}},
    {"overboard_records_malformed_total", counter, "Records that failed validation and were skipped.", {}},
    {"overboard_ringbuf_size_bytes", gauge, "Capacity of a ring buffer.", {"ring"}},
    {"overboard_ringbuf_used_bytes", gauge, "Bytes of a ring buffer waiting to be read.", {"ring"}},
    {"overboard_ringbuf_used_max_bytes", gauge, "Most bytes ever seen waiting in a ring buffer.", {"ring"}},
    {"overboard_bpf_program_loaded", gauge, "1 if the BPF program is loaded and attached.", {"program"}},
    {"overboard_bpf_map_entries", gauge, "Entries in use in a BPF map, counted at most every ten seconds.", {"map"}},
    {"overboard_bpf_map_capacity", gauge, "Entries a BPF map can hold.", {"map"}},

    {"overboard_rules_loaded", gauge, "Enabled rules that are being judged.", {}},
    {"overboard_rules_load_errors_total",
     counter,
     "Reloads refused because a rule or the configuration was wrong.",
     {}},
    {"overboard_rules_last_reload_timestamp_seconds", gauge, "When the rules in use were loaded.", {}},
    {"overboard_rules_info", gauge, "Always 1; the SHA-256 of the rule files in use.", {"sha256"}},
    {"overboard_rule_matches_total", counter, "Events that a rule matched.", {"rule_id", "priority"}},
    {"overboard_rule_suppressed_total", counter, "Findings that were not sent as alerts of their own.", {"reason"}},

    {"overboard_alerts_total", counter, "Alerts raised: kept in the outbox, by priority.", {"priority"}},
    {"overboard_incidents_open",
     gauge,
     "Dedup keys that raised an alert within the last minute, or still do: what goes on now.",
     {}},
    {"overboard_incidents_total", counter, "Dedup keys that began to raise alerts; repeats are part of the same.", {}},
    {"overboard_detection_latency_seconds", histogram, "From the event in the kernel to its alert.", {}},
    {"overboard_delivery_latency_seconds",
     histogram,
     "From the event in the kernel until the sink took its alert.",
     {"sink"}},
    {"overboard_sink_deliveries_total",
     counter,
     "Attempts to give an alert to a sink: delivered, retried, dead.",
     {"sink", "outcome"}},
    {"overboard_sink_queue_depth", gauge, "Alerts a sink is still owed.", {"sink"}},
    {"overboard_sink_dead_letters", gauge, "Alerts a sink will not take; overboard outbox lists them.", {"sink"}},
    {"overboard_sink_oldest_age_seconds", gauge, "Age of the oldest alert a sink is owed; 0: none.", {"sink"}},
    {"overboard_sink_circuit_open",
     gauge,
     "1 while a sink has failed several times in a row, or is disabled.",
     {"sink"}},
    {"overboard_outbox_bytes", gauge, "Bytes the outbox uses.", {}},
    {"overboard_outbox_degraded",
     gauge,
     "1 while alerts are kept in memory, since the disk's outbox does not work.",
     {}},
    {"overboard_outbox_failures_total", counter, "Times the outbox on disk could not be used.", {}},
    {"overboard_outbox_evicted_total",
     counter,
     "Alerts given up for want of room, the least severe first.",
     {"priority"}},
    {"overboard_sender_restarts_total", counter, "Times the sender process died and was started again.", {}},

    {"overboard_enrichment_total",
     counter,
     "Attempts to learn what an event belongs to, by result and by the container's runtime, as far as that was known.",
     {"runtime", "result"}},
    {"overboard_tracked_containers", gauge, "Containers remembered.", {}},
    {"overboard_tracked_processes", gauge, "Processes remembered.", {}},

    {"overboard_baseline_habits", gauge, "Habits that were learnt here and are kept.", {}},
    {"overboard_baseline_images", gauge, "Images they are of.", {}},
    {"overboard_baseline_total",
     counter,
     "Learnt habits, those refused since their image has its share, images whose habits made room for others, "
     "executions and connects that met one, and containers that an alert ended the learning of.",
     {"result"}},

    {"overboard_selftest_last_success_timestamp_seconds",
     gauge,
     "When the alert of a self-test was last raised; 0: not since the start.",
     {}},

    {"overboard_start_attach_seconds", gauge, "From the process's start until every program was attached.", {}},
    {"overboard_start_scan_seconds", gauge, "Time the scan of running processes and containers took.", {}},
    {"overboard_start_unwatched_seconds",
     gauge,
     "How long nobody watched this node before the start; 0: not known.",
     {}},
    {"overboard_courier_restarts_total", counter, "Times the courier process died and was started again.", {}},
    {"overboard_launcher_restarts_total",
     counter,
     "Times a process that starts couriers died and was replaced by its twin.",
     {}},

    {"overboard_http_refused_total",
     counter,
     "Connections to the metrics address that got no answer: a wrong password, too many of them, too slow, "
     "no HTTP or too much of it, no TLS.",
     {"reason"}},

    {"process_cpu_seconds_total", counter, "CPU time of the sensor process, user and system.", {}},
    {"process_resident_memory_bytes", gauge, "Resident memory of the sensor process.", {}},
    {"process_virtual_memory_bytes", gauge, "Virtual memory of the sensor process.", {}},
    {"process_open_fds", gauge, "File descriptors the sensor process has open.", {}},
    {"process_max_fds", gauge, "File descriptors the sensor process may open.", {}},
    {"process_start_time_seconds", gauge, "When the sensor process started, in seconds since the epoch.", {}},
};

}  // namespace

std::span<const Row> table() { return rows; }

}  // namespace overboard::metrics

// SPDX-License-Identifier: Apache-2.0
// What the sensor is told to do, free of where it was said (file, environment, command line: cli/config.h).
#pragma once

#include <string>
#include <vector>

#include "base/redact.h"
#include "baseline/baseline.h"
#include "courier/access.h"
#include "engine/engine.h"
#include "sinks/settings.h"

namespace overboard::sensor {

// What is written down besides being judged.
struct RecordSettings {
    std::string file;             // empty: nothing
    bool force = false;           // replace a file that is there
    bool everything = false;      // the kernel filters nothing
    bool only = false;            // end when the recording does
    std::uint64_t max_bytes = 0;  // of the file; 0: no bound
    std::uint64_t seconds = 0;    // after which it ends; 0: no bound
};

struct Settings {
    std::vector<std::string> rules;  // files or directories, later ones extend earlier ones
    engine::LoadOptions load;
    bool judge_host = false;  // host processes too, not only containers
    base::Redactor::Options redact;
    baseline::Learn learn = baseline::Learn::start_up;
    std::string baseline_file;   // habits that came with the deployment; empty: none
    std::string metrics_listen;  // "127.0.0.1:9435", "[::1]:9435"; empty: no HTTP server, no courier
    courier::AccessSettings metrics_access;
    std::vector<sinks::Settings> sinks;
    RecordSettings record;
    std::uint64_t outbox_bytes = 256ULL << 20;  // the outbox in state_dir stays below
    std::string node;                           // as alerts name this machine
    std::string state_dir;                      // holds the outbox; made when it is not there
    std::string ready_file;                     // written once attached and scanned, removed at the end; empty: none
    std::vector<std::string> watched;           // files and directories whose change is a reload: rules, configuration
    // Bulk records (opens, connects) that one container may send. Past it its own are lost, counted and said; no other
    // container's are. 0: no bound.
    std::uint32_t bulk_events_per_second = 20000;
    bool verbose = false;  // libbpf's own messages, timings
};

}  // namespace overboard::sensor

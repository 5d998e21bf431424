// SPDX-License-Identifier: Apache-2.0
// One sink as it was configured.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "incidents/alert.h"
#include "sinks/sink.h"

namespace overboard::sinks {

enum class Type : std::uint8_t { standard_output, file, syslog, webhook, alertmanager, otlp };

struct Settings {
    std::string name;
    Type type = Type::standard_output;
    std::string path;  // of a file (a relative one lies in the state directory) or of syslog's socket
    Format format = Format::json;
    engine::Priority min_priority = engine::Priority::debug;  // less severe alerts are not given to this sink
    std::vector<std::string> tags;                            // any of them; empty: whatever tags
    std::vector<std::string> namespaces;  // the pod's is one of them; empty: any, and alerts without a pod

    std::string url;  // of a network sink
    // References to secrets, never secrets: a file's path, or env:NAME. See sinks/secrets.h.
    std::string url_ref, bearer_ref, routing_key_ref, key_ref;
    std::vector<std::string> signing_refs;     // standard-webhooks; the first signs first, all of them sign
    std::string ca_ref, certificate_ref;       // PEM files; ca: instead of the system's
    double rate = 0;                           // requests a second at most; 0: no limit
    unsigned batch = 1;                        // alerts in one request at most, for formats that can hold several
    std::chrono::milliseconds timeout{15000};  // for a whole request
    std::chrono::milliseconds resolve_after{300000};  // Alertmanager: an alert not seen again for so long is over

    std::uint64_t max_bytes = 0;  // a file larger than this is rotated; 0: by whoever sends SIGHUP
    unsigned keep = 5;            // rotated files
    unsigned facility = 10;       // syslog's authpriv

    bool operator==(const Settings&) const = default;
};

inline bool is_network(Type type) { return type >= Type::webhook; }

// Whether the sink's filter lets the alert through.
bool wants(const Settings& sink, const incidents::Alert& alert);

// Whether one request of the format may hold several alerts.
inline bool takes_batches(Format format) { return format == Format::alertmanager || format == Format::otlp; }

}  // namespace overboard::sinks

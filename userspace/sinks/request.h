// SPDX-License-Identifier: Apache-2.0
// Stored bodies made into one HTTP request, with everything that must not be stored: time, signature, credentials.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "sinks/secrets.h"
#include "sinks/settings.h"

namespace overboard::sinks {

struct Request {
    std::string url, body;
    std::vector<std::string> headers;  // "Name: value"
    std::string ca, certificate, key;  // PEM; empty: the system's, none
    std::int64_t timeout_ms = 15000;   // whole
};

struct Job {
    std::string id;                   // webhook-id: the alert's, the same at every attempt
    std::vector<std::string> bodies;  // one, or several where the format takes batches
    std::int64_t now_ns = 0;          // CLOCK_REALTIME: webhook-timestamp
    std::int64_t ends_ns = 0;         // Alertmanager: when an alert that is not sent again is over
};

// Fails when a secret or certificate cannot be read, or is none.
base::Result<Request> prepare(const Settings& sink, Secrets& secrets, const std::string& node, const Job& job);

// What is wrong with an URL to send alerts to; "" when nothing is.
std::string fault_of_url(const std::string& url);

}  // namespace overboard::sinks

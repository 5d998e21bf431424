// SPDX-License-Identifier: Apache-2.0
// What a running sensor's metrics address answers, asked as Prometheus would: for commands beside the sensor.
#pragma once

#include <string>

#include "base/result.h"

namespace overboard::cli {

// url: http(s)://HOST:PORT, without a path. ca: a file of PEM certificates to trust instead of the system's; empty:
// the system's. basic_auth: a path or env:NAME that holds NAME:PASSWORD; empty: none is sent.
struct SensorAddress {
    std::string url, ca, basic_auth;
};

// The text of /metrics, 4 MiB at most. Fails when it cannot be read within 5 s, with what to do.
base::Result<std::string> read_metrics(const SensorAddress& sensor);

// The value of a series without labels. Fails when the text has none.
base::Result<double> series(const std::string& text, const std::string& name);

}  // namespace overboard::cli

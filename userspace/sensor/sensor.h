// SPDX-License-Identifier: Apache-2.0
// The process that holds the privileges: loads the kernel side, judges what it reports, hands out alerts.
// It opens no network socket; what is served over HTTP is the courier's.
#pragma once

#include <functional>

#include "base/result.h"
#include "sensor/settings.h"

namespace overboard::sensor {

struct Hooks {
    std::function<base::Result<Settings>()> reload;  // SIGHUP: the settings as they are now
};

// From start to clean stop (SIGTERM, SIGINT: rings drained, folds sent). Gives the exit code: 0, or 1 when it
// could not start or its source broke; then every reason has been logged. Call in a process of one thread.
int run(Settings settings, const Hooks& hooks);

}  // namespace overboard::sensor

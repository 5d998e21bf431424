// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::bench {

// From a connect in a container to its alert on standard output, and how many of such connects are alerted while
// another process of the container opens files at full speed; prints both.
void measure_alerting();

}  // namespace overboard::bench

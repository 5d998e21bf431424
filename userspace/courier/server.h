// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "courier/address.h"
#include "courier/channel.h"

namespace overboard::courier {

// A listening TCP socket at the address, which takes its real port when 0 was asked for. Fails with one
// sentence that names the address and what to do.
base::Result<int> listen_on(Address& address);

// Serves /metrics, /healthz and /readyz on the listening socket (owned) until the sensor is gone. Two
// worker threads, one request a connection, ten seconds a connection, 1 KiB of body.
void serve(int listening, Channel& sensor);

}  // namespace overboard::courier

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "courier/address.h"
#include "courier/channel.h"

namespace overboard::courier {

// A listening TCP socket at the address, which takes its real port when 0 was asked for. Fails with one
// sentence that names the address and what to do.
base::Result<int> listen_on(Address& address);

// Serves /metrics, /healthz and /readyz on the listening socket (owned) until the sensor is gone, by the access rules
// that the sensor sends. A client has five seconds and 16 KiB for its request, ten seconds in all; one, while others
// wait. /metrics asks for a password if there are users; the other two never do.
void serve(int listening, Channel& sensor);

}  // namespace overboard::courier

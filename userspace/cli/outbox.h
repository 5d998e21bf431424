// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/config.h"
#include "outbox/spool.h"

namespace overboard::cli {

// Where a person says that the outbox is; empty: as the daemon would find it.
struct Place {
    std::string config, state_dir;
};

// Fails when there is none, with what to do.
base::Result<outbox::Store> open_outbox(const Place& place);

// One line: number, time, sink, state, priority, rule, alert, and what the last answer was.
std::string describe(const outbox::Listed& row);

// True for what an alert's id looks like.
bool is_alert_id(const std::string& text);
// `overboard explain ALERT-ID`: the alert as text, what became of its deliveries, and which rule to ask about.
int explain_alert(const std::string& id, const Place& place);

}  // namespace overboard::cli

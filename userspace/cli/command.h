// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/arguments.h"

namespace overboard::cli {

enum Exit { fine = 0, failed = 1, misused = 2 };

// One row per command; to add one, add cli/<command>.cpp and a row in cli.cpp. setup() declares what it takes and does.
struct Command {
    const char* name;
    const char* doc;
    bool hidden;
    void (*setup)(Arguments&);
};

void setup_run(Arguments& command);
void setup_doctor(Arguments& command);
void setup_check(Arguments& command);
void setup_list(Arguments& command);
void setup_explain(Arguments& command);
void setup_record(Arguments& command);
void setup_replay(Arguments& command);
void setup_outbox(Arguments& command);
void setup_sink(Arguments& command);
void setup_baseline(Arguments& command);
void setup_selftest(Arguments& command);
void setup_courier(Arguments& command);
void setup_sender(Arguments& command);

}  // namespace overboard::cli

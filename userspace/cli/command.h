// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>
#include <span>

namespace overboard::cli {

enum Exit { fine = 0, failed = 1, misused = 2 };

// One row per command; to add one, add cli/<command>.cpp and a row in cli.cpp. setup() declares the options
// and a callback that leaves the exit code in its second argument, which outlives the callback.
struct Command {
    const char* name;
    const char* doc;
    bool hidden;
    void (*setup)(CLI::App&, int&);
};

void setup_run(CLI::App& command, int& exit);
void setup_doctor(CLI::App& command, int& exit);
void setup_check(CLI::App& command, int& exit);
void setup_list(CLI::App& command, int& exit);
void setup_explain(CLI::App& command, int& exit);
void setup_record(CLI::App& command, int& exit);
void setup_replay(CLI::App& command, int& exit);
void setup_outbox(CLI::App& command, int& exit);
void setup_sink(CLI::App& command, int& exit);
void setup_baseline(CLI::App& command, int& exit);
void setup_selftest(CLI::App& command, int& exit);
void setup_courier(CLI::App& command, int& exit);
void setup_sender(CLI::App& command, int& exit);

}  // namespace overboard::cli

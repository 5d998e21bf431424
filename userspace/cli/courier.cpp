// SPDX-License-Identifier: Apache-2.0
// What courier::spawn_self() and spawn_sender() execute; not for people.
#include "courier/courier.h"
#include "courier/sender.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.h"

namespace overboard::cli {

constexpr int channel = 3;  // courier/spawn.cpp

void setup_courier(CLI::App& command, int& exit) {
    const auto parent = std::make_shared<int>(0);
    const auto listen = std::make_shared<std::string>();
    command.add_option("parent", *parent)->required();
    command.add_option("listen", *listen)->required();
    command.callback([&exit, parent, listen] { exit = courier::run(channel, *parent, *listen); });
}

void setup_sender(CLI::App& command, int& exit) {
    const auto parent = std::make_shared<int>(0);
    command.add_option("parent", *parent)->required();
    command.callback([&exit, parent] { exit = courier::run_sender(channel, *parent); });
}

}  // namespace overboard::cli

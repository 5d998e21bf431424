// SPDX-License-Identifier: Apache-2.0
// What courier::spawn_self() and spawn_sender() execute; not for people.
#include "courier/courier.h"
#include "courier/sender.h"

#include <memory>

#include "cli/command.h"

namespace overboard::cli {

constexpr int channel = 3;  // courier/spawn.cpp

void setup_courier(Arguments& command) {
    const auto parent = std::make_shared<int>(0);
    const auto listen = std::make_shared<std::string>();
    command.option("parent", parent.get()).required();
    command.option("listen", listen.get()).required();
    command.runs([parent, listen] { return courier::run(channel, *parent, *listen); });
}

void setup_sender(Arguments& command) {
    const auto parent = std::make_shared<int>(0);
    command.option("parent", parent.get()).required();
    command.runs([parent] { return courier::run_sender(channel, *parent); });
}

}  // namespace overboard::cli

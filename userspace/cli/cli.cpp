// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <unistd.h>

#include "base/log.h"
#include "cli/command.h"

namespace overboard::cli {
namespace {

const Command commands[] = {
    {"run", "watch the containers of this node and raise alerts", false, setup_run},
    {"doctor", "what this node offers, what is missing, what to do", false, setup_doctor},
    {"selftest", "trigger harmlessly in this container, and see the alert come through", false, setup_selftest},
    {"check", "check rule files and configuration files", false, setup_check},
    {"list", "list rules, fields, events or metrics", false, setup_list},
    {"explain", "what a rule means, what to do about it, what runs in the kernel for it", false, setup_explain},
    {"record", "write down what containers do, to judge it later", false, setup_record},
    {"replay", "judge a recording again; needs no privileges", false, setup_replay},
    {"outbox", "alerts that are still owed to a sink, or will never be taken: list, retry, drop", false, setup_outbox},
    {"sink", "send a sample through a sink and show what it answers: test", false, setup_sink},
    {"baseline", "what was learnt: show, export, import, forget", false, setup_baseline},
    {"courier", "", true, setup_courier},
    {"sender", "", true, setup_sender},
};

void declare(Arguments& program) {
    program.version("overboard " OVERBOARD_VERSION);
    program.one_command();
    for (const Command& row : commands) {
        Arguments command = program.command(row.name, row.doc, row.hidden);
        row.setup(command);
    }
}

void configure_log() {
    const bool terminal = isatty(STDERR_FILENO) == 1;
    base::log::configure({.level = base::log::Level::info, .json = false, .colour = terminal});
}

}  // namespace

int main(int argc, char** argv) {
    configure_log();
    return parse("Overboard detects escapes from containers, as they happen.", "overboard", declare, argc, argv);
}

}  // namespace overboard::cli

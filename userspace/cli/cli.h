// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::cli {

// The command line: one row per command in cli/cli.cpp. Gives the process's exit code: 0 fine, 1 what was
// asked failed, 2 wrong usage.
int main(int argc, char** argv);

}  // namespace overboard::cli

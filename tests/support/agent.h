// SPDX-License-Identifier: Apache-2.0
// What runs inside a Box: this very binary, started as `<self> --inside ...`.
#pragma once

#include <string>
#include <vector>

namespace overboard::test {

[[noreturn]] void exec_agent(int channel);                           // in a container's first process
[[noreturn]] void exec_words(const std::vector<std::string>& argv);  // execvp; 127 when it fails

// The test binary's main calls this first: with `--inside` it does what it is told and gives the exit status, else -1.
int inside_main(int argc, char** argv);

// The container-side path of this binary.
const std::string& self_path();

}  // namespace overboard::test

// SPDX-License-Identifier: Apache-2.0
#include "workload/measure.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload/listener.h"
#include "workload/timing.h"

namespace overboard::bench {
namespace {

const auto kNoPause = [] {};

void fork_and_exec(const std::string& program) {
    const int child = fork();
    if (!child) {
        char* argv[] = {const_cast<char*>(program.c_str()), nullptr};
        execv(argv[0], argv);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status) _exit(4);
}

}  // namespace

Costs measure(const std::string& path, const std::string& program) {
    Costs costs{};
    const Listener listener;
    const auto drain = [&] { listener.drain(); };
    costs.open_close = ns_per_call(
        300, 200, [&] { close(open(path.c_str(), O_RDONLY)); }, kNoPause);
    costs.unrelated = ns_per_call(
        200, 2000, [] { syscall(SYS_getppid); }, kNoPause);
    costs.connect_unix = ns_per_call(
        100, 100, [&] { listener.connect_unix(); }, drain);
    costs.connect_tcp = ns_per_call(
        50, 100, [&] { listener.connect_tcp(); }, drain);
    costs.fork_exec = ns_per_call(
        40, 5, [&] { fork_and_exec(program); }, kNoPause);
    return costs;
}

}  // namespace overboard::bench

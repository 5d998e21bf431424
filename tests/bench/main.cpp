// SPDX-License-Identifier: Apache-2.0
#include <spdlog/fmt/fmt.h>

#include <exception>
#include <string>

#include "direct.h"
#include "machine.h"
#include "overhead.h"
#include "profile.h"
#include "support/agent.h"

namespace overboard::bench {
namespace {

source::KernelFilter guess() {
    source::KernelFilter filter;
    filter.config.kinds = ~0ULL;
    filter.config.open_own = OB_ADMIT_NAMED;
    filter.config.open_foreign = OB_ADMIT_FILES;
    filter.config.open_denied = OB_ADMIT_ALL;
    filter.config.connect_inet = OB_ADMIT_NAMED;
    filter.config.connect_unix = OB_ADMIT_NAMED;
    filter.config.budget = 20000;
    filter.names = {{"environ", OB_WANT_READ}, {"core_pattern", OB_WANT_WRITE}};
    filter.magics = {{0x9fa0, OB_ADMIT_NAMED}, {0x62656572, OB_ADMIT_NAMED}, {0x01021994, OB_ADMIT_FILES}};
    filter.ports = {10250, 2375, 2376};
    return filter;
}

int run(int argc, char** argv) {
    if (const int status = test::inside_main(argc, argv); status >= 0) return status;
    fmt::print("{}\n", machine());
    if (argc > 1 && std::string(argv[1]) == "--profile") return profile(guess()), 0;
    compare_overhead(7, [] { return std::make_unique<Direct>(guess()); });
    return 0;
}

}  // namespace
}  // namespace overboard::bench

int main(int argc, char** argv) try { return overboard::bench::run(argc, argv); } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
}

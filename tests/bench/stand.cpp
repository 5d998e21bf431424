// SPDX-License-Identifier: Apache-2.0
#include "stand.h"

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "support/agent.h"

namespace overboard::bench {
namespace {

std::string beside(const char* name) {
    const std::string& self = test::self_path();
    return self.substr(0, self.rfind('/') + 1) + name;
}

}  // namespace

const char* const kOwnFile = "/etc/debian_version";

std::string workload_path() { return beside("bench_workload"); }
std::string nothing_path() { return beside("bench_nothing"); }

Stand::Stand(std::vector<test::Bind> binds) {
    int ends[2];
    if (pipe(ends)) throw std::runtime_error("no pipe for the workload's answers");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    answers_.reset(ends[0]);
    result_.reset(ends[1]);
    box_ = std::make_unique<test::Box>(std::move(binds));
    cgroup_ = box_->cgroup();
}

std::vector<double> Stand::run(const std::vector<std::string>& words, int core) {
    std::vector<std::string> argv = {workload_path(), std::to_string(result_.get()), std::to_string(core)};
    argv.insert(argv.end(), words.begin(), words.end());
    if (const int status = box_->exec(argv))
        throw std::runtime_error("bench_workload " + words[0] + " ended with status " + std::to_string(status));
    std::vector<double> numbers;
    for (double number; read(answers_.get(), &number, sizeof(number)) == sizeof(number);) numbers.push_back(number);
    return numbers;
}

Costs Stand::measure() {
    const auto numbers = run({"measure", kOwnFile, nothing_path()});
    if (numbers.size() != sizeof(Costs) / sizeof(double)) throw std::runtime_error("bench_workload gave no costs");
    return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]};
}

double Stand::open(long count, const std::string& path) {
    return run({"open", std::to_string(count), path}).at(0) / static_cast<double>(count);
}

}  // namespace overboard::bench

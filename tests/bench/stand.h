// SPDX-License-Identifier: Apache-2.0
// A container in which bench_workload runs, and the pipe it answers on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/box.h"
#include "workload/measure.h"

namespace overboard::bench {

// The measured core, and the one that the reader gets.
constexpr int kWorkCore = 1, kReaderCore = 0;

class Stand {
public:
    // Throws std::runtime_error when the container cannot be made.
    explicit Stand(std::vector<test::Bind> binds = {});

    Costs measure();
    double open(long count, const std::string& path);  // ns of processor time per open+close
    // Runs one of bench_workload's actions on `core` (-1: any) and gives the numbers it answered with.
    std::vector<double> run(const std::vector<std::string>& words, int core = kWorkCore);

    int pid() const { return box_->pid(); }
    const std::string& cgroup() const { return cgroup_; }

private:
    base::Fd answers_, result_;
    std::unique_ptr<test::Box> box_;  // after the pipe, whose writing end it inherits
    std::string cgroup_;
};

// Paths of this build: in the container they are the same, since its root is an overlay over `/`.
std::string workload_path();
std::string nothing_path();
extern const char* const kOwnFile;  // a file of every container's own root that no rule names

}  // namespace overboard::bench

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "attachment.h"

namespace overboard::bench {

// `overboard run` of this build with the shipped rules, for as long as it lives.
class Daemon : public Attachment {
public:
    // Returns once it is ready: attached and everything that runs scanned. Throws std::runtime_error, with what it
    // said, when it ends before that. core: -1 for any. ahead: of whatever else the machine does (SCHED_FIFO).
    explicit Daemon(int core = -1, bool ahead = false);
    ~Daemon() override;

    double attached_ms() const { return attached_ms_; }  // by its own count, from the process's start
    double scanned_ms() const { return scanned_ms_; }    // of the scan alone
    double ready_ms() const { return ready_ms_; }        // from the fork here until its ready file was there
    int sensor() const { return pid_; }
    int courier() const;               // 0: it has none
    double processor_seconds() const;  // of both processes, so far

    // The next line of its alerts, or "" when none comes within the time.
    std::string next_alert(int timeout_ms);
    // The sum of the samples of a metric, as /metrics gives it now.
    double metric(const std::string& name) const;

private:
    [[noreturn]] void become(int alerts_fd) const;
    void await_ready();

    std::string directory_, metrics_address_, pending_;
    int pid_ = -1, alerts_ = -1;
    double attached_ms_ = 0, scanned_ms_ = 0, ready_ms_ = 0;
};

}  // namespace overboard::bench

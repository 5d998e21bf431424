// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/fd.h"

namespace overboard::sensor {

// SIGTERM, SIGINT and SIGHUP by a descriptor instead of a handler; SIGPIPE becomes an error of the write. Changes the
// whole process: made once, before any thread.
class Signals {
public:
    Signals();
    int fd() const { return fd_.get(); }  // readable when take() has something to do
    // Calls reload for each SIGHUP, stop for each of the others that came since.
    void take(const std::function<void()>& reload, const std::function<void()>& stop) const;

private:
    base::Fd fd_;
};

}  // namespace overboard::sensor

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace overboard::sinks {

// Whole lines to a descriptor that may be slow, full or gone.
class LineWriter {
public:
    // line: with its newline. fd: borrowed. Fails when the line is not wholly out. Of one that was begun the
    // rest is kept and written before the next line, or is all that is written when the same line comes again; one
    // that was not begun is dropped.
    base::Result<void> write(int fd, const std::string& line);

    // Gives up the rest of a line: its descriptor is replaced.
    void forget() { rest_.clear(), begun_.clear(); }

private:
    int finish(int fd, std::string& bytes);

    std::string rest_, begun_;  // of the line that was begun: what is left of it, and all of it
    bool stalled_ = false;      // the last write timed out: do not wait for the same reader again
};

}  // namespace overboard::sinks

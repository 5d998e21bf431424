// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "incidents/alert.h"

namespace overboard::sinks {

enum class Format { text, json, falco };

// One alert, rendered. json and falco: one line without a newline. text: several lines, for a terminal.
// All bytes valid UTF-8, control bytes escaped; colour only when asked for.
std::string render(const incidents::Alert& alert, Format format, bool colour = false);

class Sink {
public:
    virtual ~Sink() = default;
    // Fails when the alert is not wholly out (a reader that is gone or too slow, a full disk). A line that was
    // begun is ended before the next one: what is written never holds half a line in its middle.
    virtual base::Result<void> deliver(const incidents::Alert& alert) = 0;
    virtual base::Result<void> reopen() { return {}; }  // SIGHUP: log rotation
};

// fd: borrowed (stdout); SIGPIPE is held back while writing. path: opened for append, mode 0640, reopened by reopen().
std::unique_ptr<Sink> make_stream_sink(int fd, Format format, bool colour);
base::Result<std::unique_ptr<Sink>> make_file_sink(const std::string& path, Format format);

}  // namespace overboard::sinks

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
    virtual base::Result<void> deliver(const incidents::Alert& alert) = 0;
    virtual base::Result<void> reopen() { return {}; }  // SIGHUP: log rotation
};

// fd: borrowed (stdout). path: opened for append, mode 0640, reopened by reopen().
std::unique_ptr<Sink> make_stream_sink(int fd, Format format, bool colour);
base::Result<std::unique_ptr<Sink>> make_file_sink(const std::string& path, Format format);

}  // namespace overboard::sinks

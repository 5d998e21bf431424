// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "incidents/alert.h"

namespace overboard::sinks {

enum class Format : std::uint8_t { text, json, falco, alertmanager, pagerduty, slack, otlp };

// One alert, rendered. text: several lines, for a terminal; all others: JSON on one line, without a newline.
// alertmanager and otlp give one element of what sinks/request.h makes a request of.
// All bytes valid UTF-8, control bytes escaped; colour only when asked for.
std::string render(const incidents::Alert& alert, Format format, bool colour = false);

// A way out of this process that is no network. Its bodies come rendered, each once or, after a failure, again.
class Sink {
public:
    virtual ~Sink() = default;
    // Fails when the body is not wholly out (a reader that is gone or too slow, a full disk). A line that was
    // begun is ended before the next one: what is written never holds half a line in its middle.
    virtual base::Result<void> deliver(const std::string& body) = 0;
    virtual base::Result<void> reopen() { return {}; }  // SIGHUP: log rotation
};

// fd: borrowed (stdout); SIGPIPE is held back while writing.
std::unique_ptr<Sink> make_stream_sink(int fd);

// A file that is rotated by whoever moves it and sends SIGHUP, and by itself once it is larger than max_bytes
// (0: never): path becomes path.1, path.1 becomes path.2, and so on up to `keep`.
struct Rotation {
    std::uint64_t max_bytes = 0;
    unsigned keep = 5;
};
// path: opened for append, mode 0640, reopened by reopen().
base::Result<std::unique_ptr<Sink>> make_file_sink(const std::string& path, Rotation rotation = {});

// Call it before the process may open no more sockets: datagrams, which /dev/log takes, then still go to any syslog.
void prepare_syslog();
// path: a unix socket, datagrams or a stream ("/dev/log"). Never fails at first: a log daemon may start later.
std::unique_ptr<Sink> make_syslog_sink(const std::string& path);
// The body of a syslog sink: an RFC 5424 message with what identifies the alert as structured data.
std::string render_syslog(const incidents::Alert& alert, Format format, unsigned facility);

}  // namespace overboard::sinks

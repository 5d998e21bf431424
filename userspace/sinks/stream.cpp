// SPDX-License-Identifier: Apache-2.0
// The sinks of the sensor itself: standard output and a file.
#include <fcntl.h>

#include <cerrno>

#include "base/fd.h"
#include "sinks/sink.h"
#include "sinks/writer.h"

namespace overboard::sinks {
namespace {

class StreamSink : public Sink {
public:
    StreamSink(int fd, Format format, bool colour) : fd_(fd), format_(format), colour_(colour) {}
    base::Result<void> deliver(const incidents::Alert& alert) override {
        return writer_.write(fd_, render(alert, format_, colour_) + "\n");
    }

private:
    int fd_;
    Format format_;
    bool colour_;
    LineWriter writer_;
};

// Without O_NONBLOCK a fifo nobody reads would hold the sensor up for good.
base::Result<base::Fd> open_for_append(const std::string& path) {
    base::Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640));
    if (fd) return fd;
    const int error = errno;
    auto failed = base::fail_errno("cannot open the alerts file " + path, error);
    failed.value().message += error == ENOENT ? "; create its directory first" : "; name another with --alerts";
    return failed;
}

class FileSink : public Sink {
public:
    FileSink(std::string path, base::Fd fd, Format format)
        : path_(std::move(path)), fd_(std::move(fd)), format_(format) {}
    base::Result<void> deliver(const incidents::Alert& alert) override {
        return writer_.write(fd_.get(), render(alert, format_) + "\n");
    }
    // Keeps the old file when the new one cannot be opened.
    base::Result<void> reopen() override {
        auto fd = open_for_append(path_);
        if (!fd) return tl::unexpected(fd.error());
        fd_ = std::move(*fd);
        writer_.forget();
        return {};
    }

private:
    std::string path_;
    base::Fd fd_;
    Format format_;
    LineWriter writer_;
};

}  // namespace

std::unique_ptr<Sink> make_stream_sink(int fd, Format format, bool colour) {
    return std::make_unique<StreamSink>(fd, format, colour);
}

base::Result<std::unique_ptr<Sink>> make_file_sink(const std::string& path, Format format) {
    auto fd = open_for_append(path);
    if (!fd) return tl::unexpected(fd.error());
    return std::make_unique<FileSink>(path, std::move(*fd), format);
}

}  // namespace overboard::sinks

// SPDX-License-Identifier: Apache-2.0
// The sinks of the sensor itself that are streams: standard output and a file.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/fd.h"
#include "sinks/sink.h"
#include "sinks/writer.h"

namespace overboard::sinks {
namespace {

class StreamSink : public Sink {
public:
    explicit StreamSink(int fd) : fd_(fd) {}
    base::Result<void> deliver(const std::string& body) override { return writer_.write(fd_, body + "\n"); }

private:
    int fd_;
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

bool is_same_file(int one, int other) {
    struct stat a {
    }, b{};
    return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Whether it is a regular file that ends within a line. fd: open for writing only, at that path.
bool ends_in_half_a_line(const std::string& path, int fd) {
    struct stat st {};
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) return false;
    const base::Fd in{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    char last = 0;
    return in && is_same_file(in.get(), fd) && pread(in.get(), &last, 1, st.st_size - 1) == 1 && last != '\n';
}

class FileSink : public Sink {
public:
    FileSink(std::string path, base::Fd fd, Rotation rotation)
        : path_(std::move(path)), fd_(std::move(fd)), rotation_(rotation) {}

    base::Result<void> deliver(const std::string& body) override {
        if (is_large(body.size() + 1)) rotate();
        return end_what_was_there().and_then([&] { return writer_.write(fd_.get(), body + "\n"); });
    }

    // Keeps the old file when the new one cannot be opened; and while it is the same, the rest of a line begun there.
    base::Result<void> reopen() override {
        auto fd = open_for_append(path_);
        if (!fd) return tl::unexpected(fd.error());
        if (is_same_file(fd->get(), fd_.get())) return {};
        fd_ = std::move(*fd);
        writer_.forget();
        looked_ = false;
        return {};
    }

private:
    // A run that was killed may have left half a line, which must not become the beginning of ours. Not at the open:
    // a reload opens files that another sink is still writing to.
    base::Result<void> end_what_was_there() {
        if (looked_) return {};
        if (ends_in_half_a_line(path_, fd_.get()))
            if (auto done = writer_.write(fd_.get(), "\n"); !done) return done;
        looked_ = true;
        return {};
    }

    bool is_large(std::size_t more) const {
        struct stat st {};
        if (rotation_.max_bytes == 0 || fstat(fd_.get(), &st) != 0 || !S_ISREG(st.st_mode)) return false;
        return st.st_size > 0 && static_cast<std::uint64_t>(st.st_size) + more > rotation_.max_bytes;
    }

    void rotate() {
        const auto numbered = [this](unsigned n) { return path_ + "." + std::to_string(n); };
        for (unsigned n = rotation_.keep; n > 1; --n) (void)std::rename(numbered(n - 1).c_str(), numbered(n).c_str());
        if (rotation_.keep > 0)
            (void)std::rename(path_.c_str(), numbered(1).c_str());
        else
            (void)std::remove(path_.c_str());
        (void)reopen();
    }

    std::string path_;
    base::Fd fd_;
    Rotation rotation_;
    LineWriter writer_;
    bool looked_ = false;  // at how the file ends, before anything was written to it
};

}  // namespace

std::unique_ptr<Sink> make_stream_sink(int fd) { return std::make_unique<StreamSink>(fd); }

base::Result<std::unique_ptr<Sink>> make_file_sink(const std::string& path, Rotation rotation) {
    auto fd = open_for_append(path);
    if (!fd) return tl::unexpected(fd.error());
    return std::make_unique<FileSink>(path, std::move(*fd), rotation);
}

}  // namespace overboard::sinks

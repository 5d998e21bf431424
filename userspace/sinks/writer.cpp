// SPDX-License-Identifier: Apache-2.0
#include "sinks/writer.h"

#include <pthread.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#include "base/file.h"

namespace overboard::sinks {
namespace {

constexpr int patience_ms = 1000;  // the sensor waits this long, once, for whoever reads its output

// Holds SIGPIPE back in this thread, and takes away the one a write may have raised: a library must not
// change what the process does with the signal.
class SigpipeHeld {
public:
    SigpipeHeld() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        already_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~SigpipeHeld() {
        const timespec now{};
        if (!already_) sigtimedwait(&pipe_, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeHeld(const SigpipeHeld&) = delete;
    SigpipeHeld& operator=(const SigpipeHeld&) = delete;

private:
    sigset_t pipe_{}, before_{};
    bool already_ = false;
};

}  // namespace

// Writes what it can of bytes and takes that off them. Gives errno, 0 when all is out.
int LineWriter::finish(int fd, std::string& bytes) {
    const base::Written written = base::write_bytes(fd, bytes, stalled_ ? 0 : patience_ms);
    bytes.erase(0, written.bytes);
    stalled_ = written.error == ETIMEDOUT;
    return written.error;
}

base::Result<void> LineWriter::write(int fd, const std::string& line) {
    const SigpipeHeld held;
    int error = rest_.empty() ? 0 : finish(fd, rest_);
    if (error == 0 && std::exchange(begun_, {}) != line) {
        std::string bytes = line;
        error = finish(fd, bytes);
        if (!bytes.empty() && bytes.size() < line.size()) rest_ = std::move(bytes), begun_ = line;
    }
    if (error == EPIPE) return base::fail("cannot write an alert: whoever read the output is gone");
    if (error == ETIMEDOUT) return base::fail("cannot write an alert: whoever reads the output is too slow");
    if (error != 0) return base::fail_errno("cannot write an alert", error);
    return {};
}

}  // namespace overboard::sinks

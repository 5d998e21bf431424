// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "base/fd.h"

namespace overboard::base {
namespace {

constexpr std::size_t chunk_bytes = 16384;

// One byte more than the bound is asked for: it tells a file that just fits from one that does not.
Result<std::string> read_to_end(int fd, const std::string& path, std::size_t limit) {
    std::string out;
    while (out.size() < limit) {
        const std::size_t had = out.size();
        out.resize(had + std::min(chunk_bytes, limit - had));
        const ssize_t n = ::read(fd, out.data() + had, out.size() - had);
        out.resize(had + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n == 0) break;
        if (n < 0 && errno != EINTR) return fail_errno("cannot read " + path, errno);
    }
    return out;
}

Result<std::string> read_open(const Fd& fd, const std::string& path, std::size_t max_bytes, Excess excess) {
    if (!fd) return fail_errno("cannot open " + path, errno);
    struct stat st {};
    if (::fstat(fd.get(), &st) != 0) return fail_errno("cannot stat " + path, errno);
    if (!S_ISREG(st.st_mode)) return fail("cannot read " + path + ": it is not a regular file");
    auto text = read_to_end(fd.get(), path, max_bytes + 1);
    if (!text || text->size() <= max_bytes) return text;
    if (excess == Excess::fail)
        return fail("cannot read " + path + ": it is longer than the " + std::to_string(max_bytes) + " bytes allowed");
    text->resize(max_bytes);
    return text;
}

constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

// 0 when the descriptor takes more without blocking, else errno.
int wait_writable(int fd, int timeout_ms) {
    pollfd p{fd, POLLOUT, 0};
    int n = 0;
    do n = ::poll(&p, 1, timeout_ms);
    while (n < 0 && errno == EINTR);
    return n > 0 ? 0 : n == 0 ? ETIMEDOUT : errno;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes, Excess excess) {
    return read_open(Fd(::open(path.c_str(), open_flags)), path, max_bytes, excess);
}

Result<std::string> read_file_at(int dir_fd, const std::string& path, std::size_t max_bytes, Excess excess) {
    return read_open(Fd(::openat(dir_fd, path.c_str(), open_flags | O_NOFOLLOW)), path, max_bytes, excess);
}

Written write_bytes(int fd, std::string_view bytes, int timeout_ms) {
    Written out;
    while (out.bytes < bytes.size()) {
        out.error = wait_writable(fd, timeout_ms);
        if (out.error != 0) return out;
        // A pipe polls writable when PIPE_BUF bytes fit: no more, or a blocking descriptor would block.
        const ssize_t n =
            ::write(fd, bytes.data() + out.bytes, std::min<std::size_t>(bytes.size() - out.bytes, PIPE_BUF));
        if (n >= 0)
            out.bytes += static_cast<std::size_t>(n);
        else if (errno != EINTR && errno != EAGAIN) {
            out.error = errno;
            return out;
        }
    }
    return out;
}

Result<void> write_all(int fd, std::string_view bytes, int timeout_ms) {
    const int error = write_bytes(fd, bytes, timeout_ms).error;
    if (error != 0) return fail_errno("cannot write", error);
    return {};
}

}  // namespace overboard::base

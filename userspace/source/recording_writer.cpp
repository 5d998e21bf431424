// SPDX-License-Identifier: Apache-2.0
#include "source/recording_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <system_error>

#include "base/file.h"
#include "base/text.h"
#include "source/recording_file.h"

namespace overboard::source {
namespace {

constexpr int level = 1;  // twice the speed of zstd's default, for a tenth more bytes

// A name that stands for something else than a file (a device, a link) is never replaced.
base::Result<void> make_room(const std::string& path, bool force) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) return {};
    const std::string name = base::printable(path);
    if (!S_ISREG(found.st_mode))
        return base::fail("cannot record to " + name + ": it is no regular file; name another");
    if (!force) return base::fail("cannot record to " + name + ": it exists; name another, or replace it with --force");
    if (::unlink(path.c_str()) != 0) return base::fail_errno("cannot replace " + name, errno);
    return {};
}

}  // namespace

base::Result<std::unique_ptr<RecordingWriter>> RecordingWriter::create(const std::string& path,
                                                                       const RecordingHeader& header,
                                                                       const Options& options) {
    if (auto done = make_room(path, options.force); !done) return tl::unexpected(done.error());
    std::unique_ptr<RecordingWriter> out(new RecordingWriter);
    out->path_ = path;
    out->max_bytes_ = options.max_bytes;
    out->fd_.reset(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (const int error = errno; !out->fd_)  // before anything else is called
        return base::fail("cannot record to " + base::printable(path) + ": " + std::generic_category().message(error) +
                          "; name a file in a directory that is there and can be written to");
    out->zstd_ = {ZSTD_createCCtx(), ZSTD_freeCCtx};
    if (!out->zstd_) return base::fail("cannot record: no memory for the compressor");
    ZSTD_CCtx_setParameter(out->zstd_.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(out->zstd_.get(), ZSTD_c_checksumFlag, 1);
    const Preamble preamble;
    const std::string json = to_json(header);
    auto done = out->put({reinterpret_cast<const char*>(&preamble), sizeof preamble});
    if (done) done = out->write(EntryKind::header, std::as_bytes(std::span{json}));
    if (done) done = out->flush();
    if (!done) return tl::unexpected(done.error());
    return out;
}

RecordingWriter::~RecordingWriter() = default;

base::Result<void> RecordingWriter::write(EntryKind kind, std::span<const std::byte> bytes) {
    if (broken_) return base::fail("the recording " + base::printable(path_) + " is closed after a failure");
    if (bytes.size() > max_entry_bytes)
        return base::fail("cannot record an entry of " + std::to_string(bytes.size()) + " bytes");
    const EntryHead head{static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(bytes.size())};
    const auto* start = reinterpret_cast<const std::byte*>(&head);
    frame_.insert(frame_.end(), start, start + sizeof head);
    frame_.insert(frame_.end(), bytes.begin(), bytes.end());
    frame_.resize(padded(frame_.size()));
    return frame_.size() >= frame_bytes ? flush() : base::Result<void>{};
}

base::Result<void> RecordingWriter::flush() {
    if (frame_.empty()) return {};
    packed_.resize(ZSTD_compressBound(frame_.size()));
    const auto size = ZSTD_compress2(zstd_.get(), packed_.data(), packed_.size(), frame_.data(), frame_.size());
    frame_.clear();
    if (ZSTD_isError(size)) {
        broken_ = true;
        return base::fail(std::string("cannot compress the recording: ") + ZSTD_getErrorName(size));
    }
    return put({packed_.data(), size});
}

base::Result<void> RecordingWriter::end() {
    if (auto done = write(EntryKind::end, {}); !done) return done;
    return flush();
}

base::Result<void> RecordingWriter::put(std::string_view bytes) {
    const auto written = base::write_bytes(fd_.get(), bytes);
    bytes_ += written.bytes;
    if (!written.error) return {};
    broken_ = true;
    return base::fail_errno("cannot go on recording to " + base::printable(path_), written.error);
}

}  // namespace overboard::source

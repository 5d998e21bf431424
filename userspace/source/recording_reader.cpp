// SPDX-License-Identifier: Apache-2.0
#include "source/recording_reader.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "source/recording_file.h"

namespace overboard::source {
namespace {

constexpr std::size_t input_bytes = 32 << 10;
constexpr std::size_t largest_frame_head = 18;  // RFC 8878, 3.1.1: magic and frame header
constexpr std::size_t descriptor_at = 4;        // of the frame header, behind the magic
constexpr unsigned has_checksum = 0x04;
constexpr const char* after_end = "something follows its end mark";

bool known(std::uint32_t kind) {
    switch (static_cast<EntryKind>(kind)) {
#define X(number, name, what) case EntryKind::name:
        OVERBOARD_ENTRIES(X)
#undef X
        return true;
    }
    return false;
}

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RecordingReader::~RecordingReader() = default;

tl::unexpected<base::Error> RecordingReader::refuse(const std::string& why) const {
    return base::fail("cannot read the recording " + base::printable(path_) + ": " + why);
}

tl::unexpected<base::Error> RecordingReader::damaged(const std::string& why) const {
    return base::fail("the recording " + base::printable(path_) + " is damaged at byte " + std::to_string(frame_at_) +
                      ": " + why + "; everything before that was read, what follows is lost");
}

base::Result<std::unique_ptr<RecordingReader>> RecordingReader::open(const std::string& path) {
    std::unique_ptr<RecordingReader> out(new RecordingReader(path));
    out->fd_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!out->fd_) return base::fail_errno("cannot open the recording " + base::printable(path), errno);
    out->zstd_ = {ZSTD_createDCtx(), ZSTD_freeDCtx};
    if (!out->zstd_) return out->refuse("no memory for the decompressor");
    if (auto done = out->begin(); !done) return tl::unexpected(done.error());
    return out;
}

base::Result<void> RecordingReader::begin() {
    Preamble found;
    const Preamble wanted;
    if (auto more = fill(sizeof found); !more) return tl::unexpected(more.error());
    if (input_.size() < sizeof found) return refuse("it is too short to be one; make one with overboard record");
    std::memcpy(&found, input_.data(), sizeof found);
    if (found.magic != wanted.magic || found.length != wanted.length || found.mark != wanted.mark)
        return refuse("it is none; make one with overboard record");
    if (found.version > recording_version)
        return refuse("a newer overboard made it (format " + std::to_string(found.version) + ", this one reads " +
                      std::to_string(recording_version) + "); replay it with that one");
    if (found.version != recording_version)
        return refuse("its format " + std::to_string(found.version) +
                      " is no longer read; replay it with the overboard "
                      "that made it");
    used_ = read_ = sizeof found;
    const auto first = next();
    if (!first) return tl::unexpected(first.error());
    if (!*first || (*first)->kind != EntryKind::header) return refuse("it has no header");
    auto header = parse_header(text_of((*first)->bytes));
    if (!header) return refuse(header.error().message);
    header_ = std::move(*header);
    return {};
}

base::Result<std::optional<Entry>> RecordingReader::next() {
    if (entry_at_ == frame_size_) {
        const auto more = next_frame();
        if (!more) return tl::unexpected(more.error());
        if (!*more) return std::optional<Entry>{};
    }
    if (ended_) return damaged(after_end);
    const auto* frame = reinterpret_cast<const std::byte*>(words_.data());
    EntryHead head{};
    const std::size_t left = frame_size_ - entry_at_;
    if (left >= sizeof head) std::memcpy(&head, frame + entry_at_, sizeof head);
    if (left < sizeof head || padded(head.size) > left - sizeof head || !known(head.kind)) {
        entry_at_ = frame_size_;
        return damaged("an entry lies about itself");
    }
    const Entry entry{static_cast<EntryKind>(head.kind), {frame + entry_at_ + sizeof head, head.size}};
    entry_at_ += sizeof head + padded(head.size);
    ended_ |= entry.kind == EntryKind::end;
    return std::optional<Entry>{entry};
}

// False: the file is over, and says so itself.
base::Result<bool> RecordingReader::next_frame() {
    frame_at_ = read_;
    if (auto more = fill(largest_frame_head); !more) return tl::unexpected(more.error());
    if (waiting() == 0) {
        if (ended_) return false;
        return damaged("it ends there without its end mark: the recorder was killed, or the file was cut");
    }
    if (ended_) return damaged(after_end);
    if (auto done = unpack(); !done) return tl::unexpected(done.error());
    return true;
}

// At least `wanted` bytes waiting, unless the file ends before.
base::Result<void> RecordingReader::fill(std::size_t wanted) {
    if (waiting() >= wanted) return {};
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ = 0;
    while (input_.size() < wanted) {
        const std::size_t had = input_.size();
        input_.resize(had + input_bytes);
        const ssize_t n = ::read(fd_.get(), input_.data() + had, input_bytes);
        input_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n == 0) break;
        if (n < 0 && errno != EINTR)
            return base::fail_errno("cannot read the recording " + base::printable(path_), errno);
    }
    return {};
}

// The size of the frame that begins at used_, all of it waiting.
base::Result<std::size_t> RecordingReader::whole_frame() {
    for (std::size_t wanted = input_bytes;; wanted *= 2) {
        const std::size_t size = ZSTD_findFrameCompressedSize(input_.data() + used_, waiting());
        if (!ZSTD_isError(size)) return size;
        if (ZSTD_getErrorCode(size) != ZSTD_error_srcSize_wrong) return damaged(ZSTD_getErrorName(size));
        const std::size_t had = waiting();
        if (had > ZSTD_COMPRESSBOUND(max_frame_bytes)) return damaged("no frame is as long as the one there");
        if (auto more = fill(std::max(wanted, had + 1)); !more) return tl::unexpected(more.error());
        if (waiting() == had) return damaged("the frame there is not whole");
    }
}

base::Result<void> RecordingReader::unpack() {
    const char* frame = input_.data() + used_;
    const auto claimed = ZSTD_getFrameContentSize(frame, waiting());
    const bool sound = waiting() > descriptor_at && (static_cast<unsigned char>(frame[descriptor_at]) & has_checksum);
    // Unknown and error are the two largest numbers there are.
    if (!sound || claimed == 0 || claimed > max_frame_bytes) return damaged("no frame of a recording begins there");
    const auto size = whole_frame();
    if (!size) return tl::unexpected(size.error());
    words_.resize(padded(claimed) / 8);
    frame_size_ = entry_at_ = 0;
    const auto got = ZSTD_decompressDCtx(zstd_.get(), words_.data(), claimed, input_.data() + used_, *size);
    if (ZSTD_isError(got)) return damaged(ZSTD_getErrorName(got));
    frame_size_ = got;
    used_ += *size;
    read_ += *size;
    return {};
}

}  // namespace overboard::source

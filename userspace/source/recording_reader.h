// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "source/recording.h"

struct ZSTD_DCtx_s;

namespace overboard::source {

// Reads a recording, frame by frame. The file is not trusted: whatever it holds, memory stays bounded (one frame,
// max_frame_bytes of recording_file.h) and only frames whose checksum is right are believed.
class RecordingReader {
public:
    // Fails, with a sentence, when it is no recording, of a newer version, of another wire version or another
    // architecture, or damaged before its first entry.
    static base::Result<std::unique_ptr<RecordingReader>> open(const std::string& path);
    ~RecordingReader();

    const RecordingHeader& header() const { return header_; }

    // The next entry, valid until the next call; the header's is left out. Nothing: the recording is over, whole.
    // Fails where the file is cut or damaged, naming the byte; everything before has been given.
    base::Result<std::optional<Entry>> next();

private:
    explicit RecordingReader(std::string path) : path_(std::move(path)) {}
    base::Result<void> begin();
    base::Result<bool> next_frame();
    base::Result<void> fill(std::size_t wanted);
    base::Result<std::size_t> whole_frame();
    base::Result<void> unpack();
    std::size_t waiting() const { return input_.size() - used_; }
    tl::unexpected<base::Error> refuse(const std::string& why) const;
    tl::unexpected<base::Error> damaged(const std::string& why) const;

    std::string path_;
    base::Fd fd_;
    std::unique_ptr<ZSTD_DCtx_s, std::size_t (*)(ZSTD_DCtx_s*)> zstd_{nullptr, nullptr};
    std::vector<char> input_;  // read and not yet used: [used_, input_.size())
    std::size_t used_ = 0;
    std::uint64_t read_ = 0;            // bytes of the file that were used
    std::uint64_t frame_at_ = 0;        // where in the file the frame being read begins
    std::vector<std::uint64_t> words_;  // the frame, 8-byte aligned
    std::size_t frame_size_ = 0, entry_at_ = 0;
    RecordingHeader header_;
    bool ended_ = false;
};

}  // namespace overboard::source

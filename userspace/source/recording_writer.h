// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/fd.h"
#include "source/recording.h"

struct ZSTD_CCtx_s;

namespace overboard::source {

// Writes a recording. What it is given is stored as it is: secrets must be gone before.
class RecordingWriter {
public:
    struct Options {
        bool force = false;           // replace a file that is there
        std::uint64_t max_bytes = 0;  // of the file, roughly (the last frame may pass it); 0: no bound
    };
    // Makes the file, readable by its owner only. Fails when it exists (without force) or cannot be made.
    static base::Result<std::unique_ptr<RecordingWriter>> create(const std::string& path, const RecordingHeader& header,
                                                                 const Options& options);
    ~RecordingWriter();

    // Fails when the disk does, or for an entry larger than max_entry_bytes; after a failure nothing more is written.
    base::Result<void> write(EntryKind kind, std::span<const std::byte> bytes);
    // Puts what was written so far into the file: it survives the end of this process.
    base::Result<void> flush();
    // The end mark; nothing may be written after it.
    base::Result<void> end();

    bool full() const { return max_bytes_ && bytes_ + frame_.size() / 8 >= max_bytes_; }  // frames shrink to an eighth
    std::uint64_t bytes() const { return bytes_; }                                        // in the file

private:
    RecordingWriter() = default;
    base::Result<void> put(std::string_view bytes);

    std::string path_;
    base::Fd fd_;
    std::unique_ptr<ZSTD_CCtx_s, std::size_t (*)(ZSTD_CCtx_s*)> zstd_{nullptr, nullptr};
    std::vector<std::byte> frame_;  // the open one, not yet compressed
    std::string packed_;
    std::uint64_t bytes_ = 0, max_bytes_ = 0;
    bool broken_ = false;
};

}  // namespace overboard::source

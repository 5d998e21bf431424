// SPDX-License-Identifier: Apache-2.0
// Writes down what goes into the pipeline, so that a replay raises the very same alerts.
#pragma once

#include <memory>
#include <string>

#include "base/memo_redactor.h"
#include "decode/scrub.h"
#include "sensor/answers.h"
#include "sensor/settings.h"
#include "source/recording_writer.h"

namespace overboard::sensor {

class Recorder {
public:
    static base::Result<std::unique_ptr<Recorder>> create(const RecordSettings& settings,
                                                          const source::RecordingHeader& header,
                                                          const base::Redactor::Options& redact);

    enrich::Witness& witness() { return listener_; }

    // The record without its secrets, valid until the next call: what is to be judged now, as it will be in a replay.
    // Empty when it is malformed and will not be kept.
    std::span<const std::byte> clean(std::span<const std::byte> record) { return scrubber_.clean(record); }

    void clean_name(char (&name)[OB_COMM_LEN]) { scrubber_.clean_name(name); }

    // What just went into the pipeline, after it did: with it is kept what was asked meanwhile. EntryKind::end is the
    // last.
    void keep(source::EntryKind kind, std::span<const std::byte> bytes);
    // Puts what was kept so far into the file, so that it survives a crash.
    void flush();

    // False from when the disk failed, or the bound was reached; why() then says so.
    bool going() const { return why_.empty(); }
    const std::string& why() const { return why_; }
    bool failed() const { return failed_; }
    std::uint64_t records() const { return records_; }
    std::uint64_t bytes() const { return writer_->bytes(); }

private:
    Recorder(std::unique_ptr<base::Redactor> judged, std::unique_ptr<base::Redactor> known);
    void stop(const char* why);
    void check(const base::Result<void>& done);

    std::unique_ptr<base::Redactor> judged_, known_;
    base::MemoRedactor args_{*judged_}, texts_{*known_};
    Listener listener_{enrich::Redaction{args_, texts_}};
    decode::Scrubber scrubber_{args_, texts_};
    std::unique_ptr<source::RecordingWriter> writer_;
    std::uint64_t records_ = 0;
    std::string why_;
    bool failed_ = false;
};

}  // namespace overboard::sensor

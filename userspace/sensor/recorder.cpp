// SPDX-License-Identifier: Apache-2.0
#include "sensor/recorder.h"

namespace overboard::sensor {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span{text}); }

}  // namespace

Recorder::Recorder(std::unique_ptr<base::Redactor> judged, std::unique_ptr<base::Redactor> known)
    : judged_(std::move(judged)), known_(std::move(known)) {}

base::Result<std::unique_ptr<Recorder>> Recorder::create(const RecordSettings& settings,
                                                         const source::RecordingHeader& header,
                                                         const base::Redactor::Options& redact) {
    auto judged = base::Redactor::make(redact);
    if (!judged) return tl::unexpected(judged.error());
    auto known = base::Redactor::make({.strict = false, .patterns = redact.patterns});
    if (!known) return tl::unexpected(known.error());
    std::unique_ptr<Recorder> out(new Recorder(std::move(*judged), std::move(*known)));
    auto writer = source::RecordingWriter::create(settings.file, header, {settings.force, settings.max_bytes});
    if (!writer) return tl::unexpected(writer.error());
    out->writer_ = std::move(*writer);
    return out;
}

void Recorder::keep(source::EntryKind kind, std::span<const std::byte> bytes) {
    const auto answers = listener_.take();
    if (!going()) return;
    for (const auto& answer : answers) check(writer_->write(source::EntryKind::answer, bytes_of(answer)));
    if (kind == source::EntryKind::end) return stop("it was ended");
    check(writer_->write(kind, bytes));
    records_ += kind == source::EntryKind::record;
    if (writer_->full()) stop("it has reached its bound of bytes");
}

void Recorder::stop(const char* why) {
    if (going()) check(writer_->end());
    if (going()) why_ = why;
}

void Recorder::flush() {
    if (going()) check(writer_->flush());
}

void Recorder::check(const base::Result<void>& done) {
    if (done || failed_) return;
    failed_ = true;
    why_ = done.error().message;
}

}  // namespace overboard::sensor

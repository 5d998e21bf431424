// SPDX-License-Identifier: Apache-2.0
#include "sensor/recording.h"

#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace overboard::sensor {
namespace {

namespace log = base::log;
constexpr auto flush_every = std::chrono::seconds(1);

}  // namespace

base::Result<void> Recording::start(const RecordSettings& settings, const source::RecordingHeader& header,
                                    const base::Redactor::Options& redact) {
    settings_ = settings;
    if (settings_.file.empty()) return {};
    auto recorder = Recorder::create(settings_, header, redact);
    if (!recorder) return tl::unexpected(recorder.error());
    recorder_ = std::move(*recorder);
    return {};
}

bool Recording::tick(Clock::time_point now) {
    if (!recorder_) return true;
    if (now >= next_flush_) {
        recorder_->flush();
        next_flush_ = now + flush_every;
    }
    const bool over = settings_.seconds && now - begun_ >= std::chrono::seconds(settings_.seconds);
    if (!recorder_->going() && !std::exchange(said_, true) && !settings_.only)
        log::warning("recording has stopped: {}; detection goes on", recorder_->why());
    return !settings_.only || (!over && recorder_->going());
}

bool Recording::finish(std::uint64_t alerts) const {
    if (!recorder_ || !settings_.only) return true;
    if (recorder_->failed()) return log::error("{}", recorder_->why()), false;
    log::info("recorded {} events in {} bytes to {}; these rules raised {} alerts, overboard replay shows them",
              recorder_->records(), recorder_->bytes(), base::printable(settings_.file), alerts);
    return true;
}

}  // namespace overboard::sensor

// SPDX-License-Identifier: Apache-2.0
// Any bytes, given as a recording, or as the entries of a sound one: read and judged within bounds, and ended by a
// sentence or by the end mark.
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "sensor/replay.h"
#include "source/recording_file.h"
#include "source/recording_reader.h"

namespace {

using namespace overboard;

// Judges nothing: what is fuzzed comes before the rules.
class NoRules : public engine::Engine {
public:
    std::optional<engine::Finding> judge(const enrich::Observation&, const enrich::Ancestry&) override { return {}; }
    bool reads(std::string_view) const override { return false; }
    std::span<const engine::Rule> rules() const override { return {}; }
    const source::KernelFilter& kernel_filter() const override { return filter_; }
    std::string sha256() const override { return {}; }
    std::span<const std::uint64_t> matches() const override { return {}; }

private:
    source::KernelFilter filter_;
};

std::string packed(std::string_view frame) {
    static ZSTD_CCtx* const zstd = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    std::string out(ZSTD_compressBound(frame.size()), '\0');
    out.resize(ZSTD_compress2(zstd, out.data(), out.size(), frame.data(), frame.size()));
    return out;
}

std::string around(std::string_view entries) {
    const source::Preamble preamble;
    const std::string json = to_json(source::RecordingHeader::here("0"));
    const source::EntryHead head{1, static_cast<std::uint32_t>(json.size())};
    std::string frame(reinterpret_cast<const char*>(&head), sizeof head);
    frame += json;
    frame.resize(source::padded(frame.size()));
    std::string out(reinterpret_cast<const char*>(&preamble), sizeof preamble);
    out += packed(frame);
    return entries.empty() ? out : out + packed(entries);
}

void replay(std::string_view file) {
    const int fd = memfd_create("recording", 0);
    if (fd < 0 || write(fd, file.data(), file.size()) != static_cast<ssize_t>(file.size())) std::abort();
    auto reader = source::RecordingReader::open("/proc/self/fd/" + std::to_string(fd));
    close(fd);
    if (!reader) return reader.error().message.empty() ? std::abort() : void();
    sensor::Replay replayed((*reader)->header(),
                            {std::make_unique<NoRules>(), std::move(*base::Redactor::make({})), true},
                            [](const incidents::Alert&) {});
    for (;;) {
        const auto entry = (*reader)->next();
        if (!entry && entry.error().message.empty()) std::abort();
        if (!entry || !*entry || !replayed.take(**entry)) break;
    }
    replayed.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    replay(data[0] == 'f' ? std::string(rest) : around(rest));
    return 0;
}

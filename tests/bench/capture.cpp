// SPDX-License-Identifier: Apache-2.0
#include "capture.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>

#include "decode/decoder.h"
#include "source/recording_reader.h"

namespace overboard::bench {
namespace {

constexpr std::size_t kEnough = 1000;  // records: fewer say that the workload did not run

// The script says on stderr what it does and what fails.
std::string recording_path() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> script(
        popen(OVERBOARD_SOURCE_DIR "/tests/bench/live-recording", "re"), pclose);
    std::string out;
    for (int c = 0; script && (c = std::fgetc(script.get())) != EOF && c != '\n';) out += static_cast<char>(c);
    if (out.empty()) throw std::runtime_error("tests/bench/live-recording named no recording");
    return out;
}

template <class T>
T value_of(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

}  // namespace

void Capture::add(const source::Entry& entry) {
    entries_.push_back({entry.kind, words_.size(), entry.bytes.size()});
    words_.resize(words_.size() + (entry.bytes.size() + 7) / 8);
    std::memcpy(words_.data() + entries_.back().first, entry.bytes.data(), entry.bytes.size());
    records_ += entry.kind == source::EntryKind::record;
}

Capture Capture::live() {
    Capture out;
    out.path_ = recording_path();
    const auto reader = value_of(source::RecordingReader::open(out.path_));
    if (!reader->header().everything) throw std::runtime_error(out.path_ + " was made with push-down on");
    while (const auto entry = value_of(reader->next())) out.add(*entry);
    if (out.records_ < kEnough) throw std::runtime_error(out.path_ + " holds hardly any record");
    return out;
}

std::string Capture::mix() const {
    std::map<unsigned, std::size_t> counts;
    each([&](source::EntryKind kind, std::span<const std::byte> bytes) {
        if (kind == source::EntryKind::record) ++counts[reinterpret_cast<const ob_record*>(bytes.data())->kind];
    });
    std::vector<std::pair<std::size_t, unsigned>> rows;
    for (const auto& [kind, count] : counts) rows.emplace_back(count, kind);
    std::sort(rows.rbegin(), rows.rend());
    std::string out;
    for (const auto& [count, kind] : rows)
        out += fmt::format("{}{} {:.1f} %", out.empty() ? "" : ", ", decode::kind_name(kind),
                           100.0 * static_cast<double>(count) / static_cast<double>(records_));
    return out;
}

}  // namespace overboard::bench

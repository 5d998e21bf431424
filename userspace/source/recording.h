// SPDX-License-Identifier: Apache-2.0
// What a recording holds: everything that went into the pipeline, in order. recording_writer.h makes one,
// recording_reader.h gives it back, README.md says how it lies in the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overboard::source {

// The form of the file and of every payload in it. Raised whenever one of them changes; a reader knows its own only.
inline constexpr std::uint32_t recording_version = 1;

// The numbers stand in files. X(number, name, what the payload is)
#define OVERBOARD_ENTRIES(X)                                                                             \
    X(1, header, "RecordingHeader as JSON; the first entry")                                             \
    X(2, answer, "what the machine answered; belongs to the next entry that is none (enrich/witness.h)") \
    X(3, started, "empty: the pipeline was made")                                                        \
    X(4, scanned, "source::Scanned, one after the other: what ran before")                               \
    X(5, record, "one record of the kernel, as bpf/wire/events.h says")                                  \
    X(6, mounts, "empty: the host's mount table was read again")                                         \
    X(7, tick, "Moment: time went on")                                                                   \
    X(8, reloaded, "empty: rules were read again, so what was folded was sent")                          \
    X(9, losses, "LossWatch::Losses of sensor/losses.h: one of the kernel's counters moved")             \
    X(10, end, "empty: the recorder stopped by itself; the last entry")

enum class EntryKind : std::uint32_t {
#define X(number, name, what) name = number,
    OVERBOARD_ENTRIES(X)
#undef X
};

// No larger entry is written or believed: the largest honest one is a mount table of 32 MiB.
inline constexpr std::size_t max_entry_bytes = 33 << 20;

// bytes: 8-byte aligned, borrowed.
struct Entry {
    EntryKind kind{};
    std::span<const std::byte> bytes;
};

// Both clocks at once.
struct Moment {
    std::uint64_t boot_ns = 0;  // CLOCK_BOOTTIME, the clock of records
    std::int64_t wall_ns = 0;   // CLOCK_REALTIME
};

// What must be known before the first record is judged.
struct RecordingHeader {
    std::uint32_t wire = 0;  // OB_WIRE_VERSION
    std::string machine;     // uname -m
    std::string version;     // of the program that recorded
    std::string kernel;      // its release
    std::string node, boot_id;
    std::int64_t started_ns = 0;  // CLOCK_REALTIME
    bool everything = false;  // nothing was filtered in the kernel: rules that were not loaded then can be tried, too
    bool judge_host = false;  // processes of the host were judged, too

    // Of this machine, now; node, everything and judge_host are the caller's.
    static RecordingHeader here(std::string version);
};

std::string to_json(const RecordingHeader& header);
// Fails when it is no header, or when another wire or machine was recorded than this program can read.
base::Result<RecordingHeader> parse_header(std::string_view json);

}  // namespace overboard::source

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/event.h"
#include "enrich/observation.h"
#include "enrich/witness.h"
#include "source/scan.h"

namespace overboard::enrich {

struct Settings {
    std::string proc = "/proc";  // of the host's pid namespace; "": no process is asked for
    std::string cgroup = "/sys/fs/cgroup";
    std::string host_root = "/proc/1/root";  // prefix under which host paths of bundles are opened
    std::size_t max_processes = 65536;
    std::size_t max_containers = 4096;
    // Added to an event's CLOCK_BOOTTIME to give CLOCK_REALTIME; unset: this machine's; see follow_clock().
    std::optional<std::int64_t> realtime_offset_ns;
    Witness* witness = nullptr;  // hears every answer, or gives it: borrowed, outlives the enricher
};

// That have series of their own; others are "unknown" there.
inline constexpr std::array<std::string_view, 5> tallied_runtimes = {"containerd", "docker", "cri-o", "podman", "runc"};

struct Tally {  // monotonic, for /metrics
    struct Bundles {
        std::uint64_t read = 0, missing = 0, bad = 0;
    };
    std::map<std::string, Bundles> bundles;  // by runtime
    std::uint64_t unknown_process = 0, unknown_container = 0, evicted_processes = 0, false_identity = 0;
};

// Keeps the process tree, the containers and the host's mounts; feeds on every event in ring order.
class Enricher : public Ancestry {
public:
    explicit Enricher(Settings settings);
    ~Enricher() override;

    // Start-up, after attaching: adopts what was already running. A scanned fact never overwrites a
    // newer one from the kernel. Reads /proc/PID/{exe,cmdline,cwd,cgroup,status} and bundles.
    void adopt(std::span<const source::Scanned> running);

    // Learns from the event and says what is known. Never null, never throws.
    const Observation& observe(const decode::Event& event);

    std::vector<const Process*> ancestors(const Process& of, std::size_t limit) const override;
    const Process* parent(const Process& of) const override;
    const Container* container(std::uint64_t key) const;
    std::size_t containers() const;
    std::size_t processes() const;
    Tally tally() const;

    // Often: what to add to CLOCK_BOOTTIME now to get CLOCK_REALTIME. A difference of more than 50 ms from the one in
    // use is taken over, for the events observed from here on. Gives it, in ns; 0: the clock was not set.
    std::int64_t follow_clock(std::int64_t realtime_offset_ns);

    // Whether Process::exe_sha256 is to be worked out, from now on. Off at first: it reads every program that runs.
    void hash_executables(bool wanted);

    // Call when the host's mount table changed (poll of /proc/1/mountinfo said so).
    void refresh_mounts();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace overboard::enrich

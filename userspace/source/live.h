// SPDX-License-Identifier: Apache-2.0
// The kernel side, loaded and attached: programs, filter maps, the two rings, the counters.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bpf/wire/counters.h"
#include "source/filter.h"
#include "source/scan.h"
#include "source/source.h"

struct bpf_object;

namespace overboard::source {

struct LiveOptions {
    std::function<void(const std::string&)> verbose;  // libbpf's own messages, line by line; may be empty
    std::uint32_t processes = 0;  // how many of containers are followed at once; 0: the table's own bound (65536)
};

struct RingUse {
    std::uint64_t size = 0, used = 0, used_max = 0;  // bytes
};

struct ProgramState {
    std::string name;  // the BPF program's name
    bool loaded = false;
    bool attached = false;  // to a hook of its own; programs behind another's tail call never are
};

struct MapUse {
    std::string name;
    std::uint64_t entries = 0, capacity = 0;
};

class Live : public Source {
public:
    // Has the kernel check and compile every program: most of a start's time, and apart from what the rules need, so
    // that they may be read meanwhile. options: as long as this runs. Fails with one sentence and its fix (never
    // libbpf's own text, which goes to options.verbose, in the thread that calls).
    static base::Result<std::unique_ptr<Live>> load(const LiveOptions& options);

    // Fills the filter and attaches. filter: what the rules need. Call once; fails as load() does.
    base::Result<void> attach(const KernelFilter& filter);

    // Both.
    static base::Result<std::unique_ptr<Live>> open(const LiveOptions& options, const KernelFilter& filter);
    ~Live() override;

    // Runs the iterators: seeds the kernel's process, container and server tables with what already runs,
    // and gives it. Call once, after attach() and before the first drain().
    base::Result<std::vector<Scanned>> scan();

    // Replaces the filter maps without a gap: widened first, narrowed after. So are the programs: what the new filter's
    // kinds need is attached before, what nothing needs is detached after.
    base::Result<void> set_filter(const KernelFilter& filter);

    base::Result<std::size_t> drain(const Sink& sink) override;

    // A descriptor that polls readable when a ring asks for its reader; for an epoll loop. Bulk records
    // below the ring's wake-up threshold do not ask: call drain() every 50 to 100 ms as well.
    int poll_fd() const;

    // [enum ob_kind][enum ob_loss], summed over CPUs.
    std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS> losses() const;
    std::array<ob_tally, OB_KINDS> tallies() const;  // by enum ob_kind, summed over CPUs
    std::array<RingUse, OB_RINGS> rings() const;
    std::vector<ProgramState> programs() const;
    std::vector<MapUse> maps() const;

private:
    struct State;
    bpf_object* object() const;
    explicit Live(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace overboard::source

// SPDX-License-Identifier: Apache-2.0
// The counters of the kernel side, summed over CPUs.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <vector>

#include "source/live.h"

namespace overboard::source {
namespace {

// Sums a per-CPU array's element, taken as `words` counters of 64 bits.
std::vector<std::uint64_t> sum(const bpf_map* map, std::uint32_t index, std::size_t words) {
    const int cpus = libbpf_num_possible_cpus();
    std::vector<std::uint64_t> raw(words * (cpus > 0 ? cpus : 1)), total(words);
    if (bpf_map_lookup_elem(bpf_map__fd(map), &index, raw.data())) return total;
    for (std::size_t i = 0; i < raw.size(); i++) total[i % words] += raw[i];
    return total;
}

const bpf_map* find(bpf_object* object, const char* name) { return bpf_object__find_map_by_name(object, name); }

std::uint64_t count_entries(const bpf_map* map) {
    std::vector<char> key(bpf_map__key_size(map)), next(key.size());
    std::uint64_t n = 0;
    const std::uint64_t limit = bpf_map__max_entries(map);
    while (n < limit && !bpf_map_get_next_key(bpf_map__fd(map), n ? key.data() : nullptr, next.data())) {
        key = next;
        n++;
    }
    return n;
}

bool countable(const bpf_map* map) {
    return bpf_map__type(map) == BPF_MAP_TYPE_HASH || bpf_map__type(map) == BPF_MAP_TYPE_LRU_HASH;
}

}  // namespace

std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS> Live::losses() const {
    std::array<std::array<std::uint64_t, OB_LOSSES>, OB_KINDS> out{};
    const bpf_map* map = find(object(), "losses");
    for (std::uint32_t kind = 0; kind < OB_KINDS; kind++)
        std::ranges::copy(sum(map, kind, OB_LOSSES), out[kind].begin());
    return out;
}

std::array<ob_tally, OB_KINDS> Live::tallies() const {
    std::array<ob_tally, OB_KINDS> out{};
    const bpf_map* map = find(object(), "tallies");
    for (std::uint32_t kind = 0; kind < OB_KINDS; kind++) {
        const auto words = sum(map, kind, sizeof(ob_tally) / sizeof(std::uint64_t));
        out[kind] = {words[0], words[1], words[2]};
    }
    return out;
}

std::vector<MapUse> Live::maps() const {
    std::vector<MapUse> out;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object()) {
        if (countable(map)) out.push_back({bpf_map__name(map), count_entries(map), bpf_map__max_entries(map)});
    }
    return out;
}

}  // namespace overboard::source

// SPDX-License-Identifier: Apache-2.0
#include "source/filter_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "source/filter_bounds.h"
#include "source/skeleton.h"
#include "source/syscalls.h"

namespace overboard::source {
namespace {

std::uint32_t wider(std::uint32_t a, std::uint32_t b) { return a == b ? a : std::uint32_t{OB_ADMIT_ALL}; }

using Magics = std::map<std::uint32_t, std::uint32_t>;

Magics widest_magics(const KernelFilter& a, const KernelFilter& b) {
    const Magics left(a.magics.begin(), a.magics.end()), right(b.magics.begin(), b.magics.end());
    Magics all;
    for (const auto& [magic, how] : left)
        all[magic] = wider(how, right.count(magic) ? right.at(magic) : b.config.open_foreign);
    for (const auto& [magic, how] : right)
        all[magic] = wider(how, left.count(magic) ? left.at(magic) : a.config.open_foreign);
    return all;
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

template <class T>
void sort_unique(std::vector<T>& rows) {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

ob_name_key key_of(const std::string& name) {
    ob_name_key key{};
    std::memcpy(key.name, name.data(), std::min<std::size_t>(name.size(), OB_NAME_KEY - 1));
    return key;
}

template <class Key>
std::string bytes_of(const Key& key) {
    return {reinterpret_cast<const char*>(&key), sizeof(key)};
}

using Rows = std::map<std::string, std::uint32_t>;  // key bytes -> value

void remove_others(int fd, const Rows& rows, std::size_t key_size) {
    std::vector<std::string> stale;
    std::string key(key_size, '\0'), next(key_size, '\0');
    for (bool first = true; !bpf_map_get_next_key(fd, first ? nullptr : key.data(), next.data()); first = false) {
        key = next;
        if (!rows.count(key)) stale.push_back(key);
    }
    for (const auto& row : stale) bpf_map_delete_elem(fd, row.data());
}

base::Result<void> write_rows(const bpf_map* map, const Rows& rows) {
    const int fd = bpf_map__fd(map);
    for (const auto& [key, value] : rows)
        if (bpf_map_update_elem(fd, key.data(), &value, BPF_ANY))
            return base::fail_errno("the kernel filter '" + std::string(bpf_map__name(map)) + "' holds at most " +
                                        std::to_string(bpf_map__max_entries(map)) +
                                        " rows; use fewer distinct names, addresses or ports in the rules",
                                    errno);
    remove_others(fd, rows, bpf_map__key_size(map));
    return {};
}

std::uint32_t lengths_of(const KernelFilter& filter) {
    std::uint32_t bits = 0;
    for (const auto& [name, want] : filter.names) bits |= 1U << std::min<std::size_t>(name.size(), OB_NAME_KEY - 1);
    return bits;
}

base::Result<void> write_syscalls(const bpf_map* map, const ob_filter& filter) {
    std::map<std::uint32_t, std::uint32_t> wanted;
    for (const auto& row : syscall_rows(filter)) wanted[row.index] = row.value;
    for (std::uint32_t i = 0; i < OB_SYSCALLS; i++) {
        const std::uint32_t value = wanted[i];  // OB_TAIL_NONE is 0
        if (bpf_map_update_elem(bpf_map__fd(map), &i, &value, BPF_ANY))
            return base::fail_errno("cannot write the table of system calls", errno);
    }
    return {};
}

// Which ways of admission there are, and for which filesystems.
base::Result<void> write_ways(overboard_bpf& skeleton, const KernelFilter& filter) {
    Rows magics;
    for (const auto& [magic, how] : filter.magics) magics[bytes_of(magic)] = how;
    if (auto done = write_rows(skeleton.maps.magics, magics); !done) return done;
    const std::uint32_t zero = 0;
    if (bpf_map_update_elem(bpf_map__fd(skeleton.maps.filter), &zero, &filter.config, BPF_ANY))
        return base::fail_errno("cannot write the kernel filter", errno);
    return write_syscalls(skeleton.maps.syscalls, filter.config);
}

// What they look up.
base::Result<void> write_tables(overboard_bpf& skeleton, const KernelFilter& filter) {
    Rows names, addresses, ports;
    for (const auto& [name, want] : filter.names) names[bytes_of(key_of(name))] |= want;
    for (const auto& address : filter.addresses) addresses[bytes_of(address)] = 1;
    for (const auto port : filter.ports) ports[bytes_of(port)] = 1;
    auto& maps = skeleton.maps;
    skeleton.bss->name_lengths |= lengths_of(filter);  // before the names, so that none is passed over
    const std::pair<bpf_map*, const Rows*> tables[] = {
        {maps.names, &names}, {maps.addresses, &addresses}, {maps.ports, &ports}};
    for (const auto& [map, rows] : tables)
        if (auto done = write_rows(map, *rows); !done) return done;
    skeleton.bss->name_lengths = lengths_of(filter);
    return {};
}

}  // namespace

KernelFilter everything() {
    KernelFilter out;
    out.config.kinds = ~std::uint64_t{0};
    out.config.calls = ~std::uint32_t{0};
    for (auto* admit :
         {&out.config.open_own, &out.config.open_foreign, &out.config.open_denied, &out.config.connect_inet,
          &out.config.connect_unix, &out.config.change_own, &out.config.change_foreign})
        *admit = OB_ADMIT_ALL;
    return out;
}

KernelFilter widest(const KernelFilter& a, const KernelFilter& b) {
    KernelFilter out = a;
    out.config.kinds |= b.config.kinds;
    out.config.calls |= b.config.calls;
    out.config.open_own = wider(a.config.open_own, b.config.open_own);
    out.config.open_foreign = wider(a.config.open_foreign, b.config.open_foreign);
    out.config.open_denied = wider(a.config.open_denied, b.config.open_denied);
    out.config.change_own = wider(a.config.change_own, b.config.change_own);
    out.config.change_foreign = wider(a.config.change_foreign, b.config.change_foreign);
    out.config.connect_inet = wider(a.config.connect_inet, b.config.connect_inet);
    out.config.connect_unix = wider(a.config.connect_unix, b.config.connect_unix);
    out.config.budget = a.config.budget && b.config.budget ? std::max(a.config.budget, b.config.budget) : 0;
    const Magics magics = widest_magics(a, b);
    out.magics.assign(magics.begin(), magics.end());
    append(out.names, b.names);
    append(out.addresses, b.addresses);
    append(out.ports, b.ports);
    sort_unique(out.names);
    sort_unique(out.ports);
    fit(out);
    return out;
}

base::Result<void> write_filter(overboard_bpf& skeleton, const KernelFilter& filter, Change change) {
    const auto first = change == Change::widens ? write_ways : write_tables;
    const auto second = change == Change::widens ? write_tables : write_ways;
    return first(skeleton, filter).and_then([&] { return second(skeleton, filter); });
}

}  // namespace overboard::source

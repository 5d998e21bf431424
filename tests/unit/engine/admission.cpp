// SPDX-License-Identifier: Apache-2.0
#include "unit/engine/admission.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>

#include "unit/engine/kernel_admission.h"

namespace overboard::test {
namespace {

using Rows = std::map<std::string, std::uint32_t>;  // key bytes -> value, as source/filter_maps.cpp writes them

struct Tables {
    ob_filter config{};
    std::map<std::string, std::pair<std::size_t, Rows>> maps;  // name -> size of its key, rows
};
Tables g_tables;

template <class Key>
std::string bytes_of(const Key& key) {
    return {reinterpret_cast<const char*>(&key), sizeof key};
}

ob_name_key key_of(const std::string& name) {
    ob_name_key key{};
    name.copy(key.name, OB_NAME_KEY - 1);
    return key;
}

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool admits_open(const decode::Open& open) {
    if (!open.resolved) return kernel_admits_denied(-open.error);
    const auto name = last_component(open.file.path.filesystem);
    const bool renamed = open.file.own_root && name != last_component(open.file.path.container);
    const kernel_file file{name.data(),     static_cast<unsigned>(name.size()),
                           open.flags,      open.file.mode,
                           open.file.magic, open.file.own_root,
                           renamed};
    return kernel_admits_file(&file);
}

// As bpf/lib/change.bpf.c sees it: devices that are made, and set-id bits on anything but a directory.
bool admits_change(const decode::Change& change) {
    const auto type = change.mode & S_IFMT;
    const bool device = change.op == OB_CHANGE_MKNOD && (type == S_IFCHR || type == S_IFBLK);
    const bool sets_id = (change.op == OB_CHANGE_CHMOD || change.op == OB_CHANGE_MKNOD) &&
                         change.mode & (S_ISUID | S_ISGID) && !S_ISDIR(change.file.mode);
    const auto name = change.resolved ? last_component(change.file.path.filesystem) : std::string_view{};
    return kernel_admits_change(change.resolved && change.file.own_root, device || sets_id, name.data(),
                                static_cast<unsigned>(name.size()), -change.error);
}

bool admits_connect(const decode::Connect& connect, const decode::Task& task) {
    if (connect.family == 1) return kernel_admits_unix(task.raw->container, connect.peer_container);
    ob_inet peer = connect.peer;
    return kernel_admits_inet(&peer);
}

}  // namespace

Admission::Admission(const source::KernelFilter& filter) {
    g_tables.config = filter.config;
    g_tables.maps = {{"magics", {sizeof(std::uint32_t), {}}},
                     {"names", {sizeof(ob_name_key), {}}},
                     {"addresses", {sizeof(ob_address), {}}},
                     {"ports", {sizeof(std::uint16_t), {}}}};
    const auto rows = [](const char* map) -> Rows& { return g_tables.maps.at(map).second; };
    unsigned lengths = 0;
    for (const auto& [magic, how] : filter.magics) rows("magics")[bytes_of(magic)] = how;
    for (const auto& [name, want] : filter.names) {
        rows("names")[bytes_of(key_of(name))] |= want;
        lengths |= 1U << std::min<std::size_t>(name.size(), OB_NAME_KEY - 1);
    }
    for (const auto& address : filter.addresses) rows("addresses")[bytes_of(address)] = 1;
    for (const auto port : filter.ports) rows("ports")[bytes_of(port)] = 1;
    kernel_name_lengths(lengths);
}

Admission::~Admission() { g_tables = {}; }

bool Admission::admits(const decode::Event& event) const {
    if (!kernel_admits_kind(event.kind())) return false;
    if (const auto* open = std::get_if<decode::Open>(&event.body)) return admits_open(*open);
    if (const auto* change = std::get_if<decode::Change>(&event.body)) return admits_change(*change);
    if (const auto* connect = std::get_if<decode::Connect>(&event.body)) return admits_connect(*connect, event.task);
    return true;
}

}  // namespace overboard::test

extern "C" void* kernel_table(const char* map, const void* key) {
    auto& tables = overboard::test::g_tables;
    if (std::string_view(map) == "filter") return &tables.config;
    const auto found = tables.maps.find(map);
    if (found == tables.maps.end()) return nullptr;
    auto& [size, rows] = found->second;
    const auto row = rows.find(std::string(static_cast<const char*>(key), size));
    return row == rows.end() ? nullptr : &row->second;
}

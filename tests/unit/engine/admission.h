// SPDX-License-Identifier: Apache-2.0
// The admission of bpf/wire/filters.h as a function in user space: would the kernel have sent this event?
#pragma once

#include <fcntl.h>

#include <algorithm>
#include <cstring>

#include "decode/event.h"
#include "source/filter.h"

namespace overboard::test {

class Admission {
public:
    explicit Admission(const source::KernelFilter& filter) : filter_(filter) {}

    bool admits(const decode::Event& event) const {
        if (!(filter_.config.kinds >> event.kind() & 1)) return false;
        if (const auto* open = std::get_if<decode::Open>(&event.body)) return admits(*open);
        if (const auto* connect = std::get_if<decode::Connect>(&event.body)) return admits(*connect, event.task);
        return true;
    }

private:
    bool admits(const decode::Open& open) const {
        if (!open.resolved) return filter_.config.open_denied == OB_ADMIT_ALL;
        switch (mode_for(open.file)) {
            case OB_ADMIT_ALL:
                return true;
            case OB_ADMIT_FILES:
                return (open.file.mode & S_IFMT) != S_IFCHR;
            case OB_ADMIT_NAMED:
                return named(open);
            default:
                return false;
        }
    }

    std::uint32_t mode_for(const decode::File& file) const {
        if (file.own_root) return filter_.config.open_own;
        for (const auto& [magic, mode] : filter_.magics)
            if (magic == file.magic) return mode;
        return filter_.config.open_foreign;
    }

    bool named(const decode::Open& open) const {
        const auto path = open.file.path.filesystem;
        const auto name = path.substr(path.rfind('/') + 1);
        const auto mode = open.flags & O_ACCMODE;
        const std::uint32_t wants = (mode != O_WRONLY ? OB_WANT_READ : 0) | (mode != O_RDONLY ? OB_WANT_WRITE : 0);
        return name.size() < OB_NAME_KEY &&
               std::any_of(filter_.names.begin(), filter_.names.end(),
                           [&](const auto& row) { return row.first == name && (row.second & wants); });
    }

    bool admits(const decode::Connect& connect, const decode::Task& task) const {
        const bool unix_socket = connect.family == 1;
        const auto mode = unix_socket ? filter_.config.connect_unix : filter_.config.connect_inet;
        if (mode != OB_ADMIT_NAMED) return mode == OB_ADMIT_ALL;
        if (unix_socket) return connect.peer_container == 0 || connect.peer_container != task.raw->container;
        const auto same = [&](const ob_address& a) { return std::memcmp(a.addr, connect.peer.addr, 16) == 0; };
        return std::any_of(filter_.addresses.begin(), filter_.addresses.end(), same) ||
               std::find(filter_.ports.begin(), filter_.ports.end(), connect.peer.port) != filter_.ports.end();
    }

    const source::KernelFilter& filter_;
};

}  // namespace overboard::test

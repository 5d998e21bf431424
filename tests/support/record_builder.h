// SPDX-License-Identifier: Apache-2.0
// Builds valid wire records, so that tests of any room can work on real, decoded Events:
//
//   auto event = test::exec("/usr/bin/ruby3.1").args({"ruby", "app.rb"}).task(100, 1).container(7).event();
//   enricher.observe(*event);
#pragma once

#include <arpa/inet.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "decode/decoder.h"

namespace overboard::test {

// A record and its decoded Event. Move it as you like: the views keep pointing to the same heap.
class Decoded {
public:
    explicit Decoded(std::vector<std::uint64_t> words, std::size_t size)
        : words_(std::move(words)), decoder_(std::make_unique<decode::Decoder>()) {
        event_ = decoder_->decode({reinterpret_cast<const std::byte*>(words_.data()), size});
        if (!event_) throw std::logic_error(std::string("record builder made a malformed record: ") + decoder_->why());
    }
    const decode::Event& operator*() const { return *event_; }
    const decode::Event* operator->() const { return event_; }

private:
    std::vector<std::uint64_t> words_;
    std::unique_ptr<decode::Decoder> decoder_;
    const decode::Event* event_ = nullptr;
};

struct FileSpec {
    std::string container;   // path in the container
    std::string filesystem;  // path in its filesystem; empty: the same
    std::uint32_t device = 0x00800001;
    std::uint64_t inode = 42;
    std::uint32_t magic = 0x794c7630;  // OVERLAYFS_SUPER_MAGIC
    std::uint32_t mode = 0100755;
    std::uint32_t flags = OB_FILE_OWN_ROOT;
    std::uint32_t path_flags = 0;
};

inline ob_inet inet(std::string_view address, std::uint16_t port) {
    ob_inet out{};
    const std::string text(address);
    out.port = port;
    if (inet_pton(AF_INET6, text.c_str(), out.addr) == 1) {
        out.family = AF_INET6;
        return out;
    }
    out.family = AF_INET;
    out.addr[10] = out.addr[11] = 0xff;
    if (inet_pton(AF_INET, text.c_str(), out.addr + 12) != 1) throw std::logic_error("not an address: " + text);
    return out;
}

// Wire: the record's struct. Each setter gives the builder back.
template <class Wire>
class RecordBuilder {
public:
    explicit RecordBuilder(ob_kind kind, ob_ring ring) {
        common().kind = kind;
        common().ring = ring;
        common().time_ns = 1'000'000'000;
        common().task.start_ns = 1;
        common().task.tgid = common().task.tid = common().task.ns_tgid = 1;
    }

    RecordBuilder& task(std::uint32_t tgid, std::uint64_t start_ns) {
        common().task.tgid = common().task.tid = common().task.ns_tgid = tgid;
        common().task.start_ns = start_ns;
        return *this;
    }
    RecordBuilder& parent(std::uint32_t tgid, std::uint64_t start_ns) {
        common().task.parent_tgid = tgid;
        common().task.parent_start_ns = start_ns;
        return *this;
    }
    // In an armed container, and in its cgroup; 0: on the host.
    RecordBuilder& container(std::uint64_t key) {
        common().task.container = common().task.cgroup = key;
        return key ? flags(OB_TASK_ARMED) : *this;
    }
    RecordBuilder& flags(std::uint32_t more) {
        common().task.flags |= more;
        return *this;
    }
    RecordBuilder& comm(std::string_view name) {
        name.copy(common().task.comm, OB_COMM_LEN - 1);
        return *this;
    }
    RecordBuilder& user(std::uint32_t uid, std::uint32_t gid) {
        common().task.uid = uid;
        common().task.gid = gid;
        return *this;
    }
    RecordBuilder& time(std::uint64_t boottime_ns) {
        common().time_ns = boottime_ns;
        return *this;
    }
    RecordBuilder& sequence(std::uint64_t seq, std::uint32_t cpu = 0) {
        common().seq = seq;
        common().cpu = cpu;
        return *this;
    }
    RecordBuilder& folded(std::uint32_t count) {
        common().folded = count;
        return *this;
    }
    // The server whose lineage the task is in; it is the server itself when tgid and start are its own.
    RecordBuilder& server(std::uint32_t tgid, std::uint64_t start_ns, std::uint16_t port,
                          std::initializer_list<ob_inet> peers = {}) {
        ob_server block{};
        block.tgid = tgid;
        block.start_ns = start_ns;
        block.port = port;
        block.cause = peers.size() ? OB_SERVER_ACCEPT : OB_SERVER_LISTEN;
        block.live = static_cast<std::uint32_t>(peers.size());
        std::size_t used = 0;
        for (const auto& peer : peers)
            if (used < OB_SERVER_PEERS) block.peers[used++] = peer;
        const bool itself = tgid == common().task.tgid && start_ns == common().task.start_ns;
        flags(itself ? OB_TASK_SERVER : OB_TASK_LINEAGE);
        common().task.server = slice({reinterpret_cast<const char*>(&block), sizeof block});
        return *this;
    }
    RecordBuilder& args(const std::vector<std::string>& argv,
                        std::uint32_t cut = 0) requires std::is_same_v<Wire, ob_event_exec> {
        std::string joined;
        for (const auto& argument : argv) joined += argument + '\0';
        wire_.args = slice(joined);
        wire_.args_total = static_cast<std::uint32_t>(joined.size()) + cut;
        return *this;
    }
    // Standard input, output and error are one connection.
    RecordBuilder& on_connection(const ob_inet& peer,
                                 bool accepted = false) requires std::is_same_v<Wire, ob_event_exec> {
        for (auto& one : wire_.stdio) one = {77, OB_FD_INET, accepted ? OB_FD_ACCEPTED : 0U};
        wire_.peer = peer;
        return *this;
    }
    RecordBuilder& stdio(ob_descriptor_kind in, ob_descriptor_kind out,
                         ob_descriptor_kind err) requires std::is_same_v<Wire, ob_event_exec> {
        const ob_descriptor_kind kinds[] = {in, out, err};
        for (int i = 0; i < 3; ++i) wire_.stdio[i] = {static_cast<__u64>(70 + i), kinds[i], 0};
        return *this;
    }
    RecordBuilder& loader_variables(
        const std::vector<std::string>& variables) requires std::is_same_v<Wire, ob_event_exec> {
        std::string joined;
        for (const auto& variable : variables) joined += variable + '\0';
        wire_.env = slice(joined);
        return *this;
    }
    RecordBuilder& cwd(std::string_view path) requires std::is_same_v<Wire, ob_event_exec> {
        wire_.cwd = this->path(path, path, 0);
        return *this;
    }
    // What was asked for; script: the interpreter's name when it was one.
    RecordBuilder& asked(std::string_view filename,
                         std::string_view interp = {}) requires std::is_same_v<Wire, ob_event_exec> {
        wire_.filename = slice(filename);
        wire_.interp = slice(interp);
        return *this;
    }
    RecordBuilder& error(int positive_errno) {
        wire_.error = -positive_errno;
        return *this;
    }
    RecordBuilder& through(ob_entry entry) {
        wire_.entry = entry;
        return *this;
    }
    // For what has no setter. Slices made with slice(), path() and file() of this builder.
    template <class Change>
    RecordBuilder& with(Change change) {
        change(wire_, *this);
        return *this;
    }

    ob_slice slice(std::string_view bytes) {
        if (bytes.empty()) return {};
        const ob_slice at{static_cast<__u16>(sizeof(Wire) + tail_.size()), static_cast<__u16>(bytes.size())};
        tail_ += bytes;
        return at;
    }
    // The common end of both paths is the part inside the mount.
    ob_path path(std::string_view container, std::string_view filesystem, std::uint32_t path_flags) {
        const auto seen = components(container), below = components(filesystem);
        std::size_t inside = 0;
        while (inside < seen.size() && inside < below.size() && seen[inside] == below[inside]) ++inside;
        ob_path out{};
        out.off = static_cast<__u16>(sizeof(Wire) + tail_.size());
        out.inside = append(seen, 0, inside);
        out.above = append(seen, inside, seen.size());
        out.below = append(below, inside, below.size());
        out.flags = path_flags;
        return out;
    }
    ob_file file(const FileSpec& spec) {
        ob_file out{};
        out.ino = spec.inode;
        out.dev = spec.device;
        out.magic = spec.magic;
        out.mode = spec.mode;
        out.flags = spec.flags;
        out.path = path(spec.container, spec.filesystem.empty() ? spec.container : spec.filesystem, spec.path_flags);
        return out;
    }

    // The record as a ring delivers it; size(): its bytes without the padding of the last word.
    std::vector<std::uint64_t> words() const {
        Wire wire = wire_;
        reinterpret_cast<ob_record&>(wire).size = static_cast<__u32>(size());
        const std::string whole = std::string(reinterpret_cast<const char*>(&wire), sizeof wire) + tail_;
        std::vector<std::uint64_t> out((whole.size() + 7) / 8);
        std::memcpy(out.data(), whole.data(), whole.size());
        return out;
    }
    std::size_t size() const { return sizeof(Wire) + tail_.size(); }
    Decoded event() const { return Decoded(words(), size()); }
    Wire& wire() { return wire_; }
    const Wire& wire() const { return wire_; }

private:
    ob_record& common() { return wire_.rec; }

    static std::vector<std::string> components(std::string_view path) {  // leaf first
        std::vector<std::string> out;
        while (!path.empty()) {
            const auto slash = path.rfind('/');
            const auto name = path.substr(slash == path.npos ? 0 : slash + 1);
            if (!name.empty()) out.emplace_back(name);
            path = slash == path.npos ? std::string_view{} : path.substr(0, slash);
        }
        return out;
    }
    __u16 append(const std::vector<std::string>& names, std::size_t from, std::size_t to) {
        const auto before = tail_.size();
        for (; from < to; ++from) tail_ += names[from] + '\0';
        return static_cast<__u16>(tail_.size() - before);
    }

    Wire wire_{};
    std::string tail_;
};

inline RecordBuilder<ob_event_fork> fork() { return RecordBuilder<ob_event_fork>(OB_KIND_FORK, OB_RING_DECISIVE); }
inline RecordBuilder<ob_event_exit> exit(int code = 0) {
    RecordBuilder<ob_event_exit> out(OB_KIND_EXIT, OB_RING_DECISIVE);
    out.wire().code = code;
    return out;
}
inline RecordBuilder<ob_event_exec> exec(const FileSpec& exe) {
    RecordBuilder<ob_event_exec> out(OB_KIND_EXEC, OB_RING_DECISIVE);
    out.wire().exe = out.file(exe);
    out.wire().rec.task.exe_ino = exe.inode;
    out.wire().rec.task.exe_dev = exe.device;
    return out.args({exe.container}).cwd("/").asked(exe.container);
}
inline RecordBuilder<ob_event_exec> exec(const char* exe) { return exec(FileSpec{exe, ""}); }
inline RecordBuilder<ob_event_exec_failed> exec_failed(std::string_view filename, int positive_errno = ENOENT) {
    RecordBuilder<ob_event_exec_failed> out(OB_KIND_EXEC_FAILED, OB_RING_DECISIVE);
    out.wire().filename = out.slice(filename);
    return out.error(positive_errno);
}
// The actor is the task; target: of OB_CGROUP_ATTACH.
inline RecordBuilder<ob_event_cgroup> cgroup(ob_cgroup_op op, std::uint64_t id, std::string_view path,
                                             std::uint32_t target = 0) {
    RecordBuilder<ob_event_cgroup> out(OB_KIND_CGROUP, OB_RING_DECISIVE);
    out.wire().id = id;
    out.wire().op = op;
    out.wire().target_tgid = target;
    out.wire().path = out.slice(path);
    return out;
}
inline RecordBuilder<ob_event_container> armed(std::uint64_t key) {
    RecordBuilder<ob_event_container> out(OB_KIND_CONTAINER, OB_RING_DECISIVE);
    return out.container(key).flags(OB_TASK_INIT);
}
inline RecordBuilder<ob_event_server> served() {
    return RecordBuilder<ob_event_server>(OB_KIND_SERVER, OB_RING_DECISIVE);
}
inline RecordBuilder<ob_event_open> open(const FileSpec& file, std::uint32_t flags = 0) {
    RecordBuilder<ob_event_open> out(OB_KIND_OPEN, OB_RING_BULK);
    out.wire().file = out.file(file);
    out.wire().flags = flags;
    out.wire().resolved = 1;
    return out;
}
inline RecordBuilder<ob_event_open> open_denied(std::string_view name, int positive_errno = EACCES,
                                                std::uint32_t flags = 0) {
    RecordBuilder<ob_event_open> out(OB_KIND_OPEN, OB_RING_BULK);
    out.wire().name = out.slice(name);
    out.wire().flags = flags;
    return out.error(positive_errno);
}
inline RecordBuilder<ob_event_change> change(ob_change_op op, const FileSpec& file) {
    RecordBuilder<ob_event_change> out(OB_KIND_CHANGE, OB_RING_BULK);
    out.wire().op = op;
    out.wire().file = out.file(file);
    out.wire().resolved = 1;
    return out;
}
// Nothing led from the name to a file.
inline RecordBuilder<ob_event_change> change_by_name(ob_change_op op, std::string_view name) {
    RecordBuilder<ob_event_change> out(OB_KIND_CHANGE, OB_RING_BULK);
    out.wire().op = op;
    out.wire().name = out.slice(name);
    return out;
}
inline RecordBuilder<ob_event_entry> entry(ob_entry way) {
    RecordBuilder<ob_event_entry> out(OB_KIND_ENTRY, OB_RING_BULK);
    return out.through(way);
}
inline RecordBuilder<ob_event_connect> connect_inet(std::string_view address, std::uint16_t port) {
    RecordBuilder<ob_event_connect> out(OB_KIND_CONNECT, OB_RING_BULK);
    out.wire().peer = inet(address, port);
    out.wire().family = out.wire().peer.family;
    out.wire().protocol = IPPROTO_TCP;
    out.wire().resolved = 1;
    return out;
}
// name: as the program asked; socket: the listener's file. listener: its pid, and container key.
inline RecordBuilder<ob_event_connect> connect_unix(std::string_view name, const FileSpec& socket,
                                                    std::uint32_t listener = 0, std::uint64_t listener_container = 0) {
    RecordBuilder<ob_event_connect> out(OB_KIND_CONNECT, OB_RING_BULK);
    out.wire().family = AF_UNIX;
    out.wire().name = out.slice(name);
    out.wire().socket = out.file(socket);
    out.wire().peer_tgid = listener;
    out.wire().peer_container = listener_container;
    out.wire().resolved = 1;
    return out;
}
// name without its leading NUL.
inline RecordBuilder<ob_event_connect> connect_abstract(std::string_view name, std::uint32_t listener = 0,
                                                        std::uint64_t listener_container = 0) {
    RecordBuilder<ob_event_connect> out(OB_KIND_CONNECT, OB_RING_BULK);
    out.wire().family = AF_UNIX;
    out.wire().name = out.slice(std::string(1, '\0') + std::string(name));
    out.wire().peer_tgid = listener;
    out.wire().peer_container = listener_container;
    out.wire().resolved = 1;
    return out;
}

// The file is where the mount lies in the container, and what lies there.
inline RecordBuilder<ob_event_mount> mounted(ob_mount_op op, const FileSpec& file, std::string_view fs_type = "ext4",
                                             std::uint64_t flags = 0) {
    RecordBuilder<ob_event_mount> out(OB_KIND_MOUNT, OB_RING_DECISIVE);
    out.wire().op = op;
    out.wire().flags = flags;
    out.wire().file = out.file(file);
    out.wire().fs_type = out.slice(fs_type);
    out.wire().resolved = 1;
    return out;
}
inline RecordBuilder<ob_event_mount> mount_refused(ob_mount_op op, std::string_view source, std::string_view target,
                                                   int positive_errno = EPERM) {
    RecordBuilder<ob_event_mount> out(OB_KIND_MOUNT, OB_RING_DECISIVE);
    out.wire().op = op;
    out.wire().source = out.slice(source);
    out.wire().target = out.slice(target);
    return out.error(positive_errno);
}
// Sets of namespaces: CLONE_NEW* bits.
inline RecordBuilder<ob_event_namespace> namespaces(ob_namespace_op op, std::uint64_t asked, std::uint32_t changed,
                                                    std::uint32_t host = 0) {
    RecordBuilder<ob_event_namespace> out(OB_KIND_NAMESPACE, OB_RING_DECISIVE);
    out.wire().op = op;
    out.wire().flags = asked;
    out.wire().changed = changed;
    out.wire().host = host;
    return out;
}
inline RecordBuilder<ob_event_credential> credentials(ob_credential_op op, std::uint32_t uid_before, std::uint32_t uid,
                                                      std::uint64_t gained = 0) {
    RecordBuilder<ob_event_credential> out(OB_KIND_CREDENTIAL, OB_RING_DECISIVE);
    out.wire().op = op;
    out.wire().uid_before = uid_before;
    out.wire().uid = uid;
    out.wire().permitted = gained;
    return out;
}
// target: OB_TARGET_* of the process tgid.
inline RecordBuilder<ob_event_access> accessed(ob_access_op op, std::uint32_t target, std::uint32_t tgid = 99,
                                               std::uint64_t argument = 0) {
    RecordBuilder<ob_event_access> out(OB_KIND_ACCESS, OB_RING_DECISIVE);
    out.wire().op = op;
    out.wire().target = target;
    out.wire().target_tgid = tgid;
    out.wire().argument = argument;
    std::memcpy(out.wire().target_comm, "target", 7);
    return out;
}
inline RecordBuilder<ob_event_kernel_call> kernel_call(ob_kernel_call_name call, std::string_view name = "",
                                                       std::initializer_list<std::uint64_t> arguments = {}) {
    RecordBuilder<ob_event_kernel_call> out(OB_KIND_KERNEL_CALL, OB_RING_DECISIVE);
    out.wire().call = call;
    if (!name.empty()) out.wire().name = out.slice(name);
    std::copy(arguments.begin(), arguments.end(), out.wire().arguments);
    return out;
}
// owner: the key of the container concerned, when the process is not one of its own.
inline RecordBuilder<ob_event_escape> escaped(ob_escape_what what, const FileSpec& file, std::uint64_t owner = 0) {
    RecordBuilder<ob_event_escape> out(OB_KIND_ESCAPE, OB_RING_DECISIVE);
    out.wire().what = what;
    out.wire().file = out.file(file);
    out.wire().owner = owner;
    out.wire().resolved = 1;
    return out;
}

inline RecordBuilder<ob_event_flood> flooded(std::uint64_t budget) {
    RecordBuilder<ob_event_flood> out(OB_KIND_FLOOD, OB_RING_DECISIVE);
    out.wire().budget = budget;
    out.wire().of = OB_RING_BULK;
    return out;
}

}  // namespace overboard::test

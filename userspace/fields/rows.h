// SPDX-License-Identifier: Apache-2.0
// The pieces the field table is put together from, and what their extractors share. Only for this room.
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>

#include "fields/field.h"
#include "fields/filesystems.h"

namespace overboard::fields {

using Rows = std::span<const Field>;

// Two functions per row of OB_EVENTS, in fields/<event>.cpp: the event's own fields, and what evt.type is of it. An
// event without them does not link.
#define X(upper, lower, ring) \
    Rows lower##_rows();      \
    SystemCalls lower##_calls();
OB_EVENTS(X)
#undef X

// Fields that several events share.
Rows event_rows();       // evt.*
Rows process_rows();     // proc.*, thread.*, user.*, group.*
Rows ancestry_rows();    // proc.p*, proc.a*
Rows identity_rows();    // container*, k8s.*
Rows lineage_rows();     // server.*
Rows habit_rows();       // what the learnt baseline says
Rows probe_rows();       // file.probe
Rows descriptor_rows();  // fd.*, of opens and connects
Rows argument_rows();    // evt.arg.*: what Falco calls the arguments of a system call
Rows mount_list_rows();  // container.mount*
Rows unobserved_rows();  // Falco's names for what is not seen here; a row of that name elsewhere takes its place
Rows file_rows();        // file.*, of opens and changes

constexpr std::uint64_t kind_bit(ob_kind kind) { return std::uint64_t{1} << kind; }

template <class Body>
const Body* body(const Context& c) {
    return std::get_if<Body>(&c.seen.event->body);
}

inline const decode::Task& task(const Context& c) { return c.seen.event->task; }

// Empty text is absent: for facts that are unknown when they are empty.
inline Value known(std::string_view text) { return text.empty() ? Value{} : Value{text}; }

template <class Number>
Value number(Number n) {
    return static_cast<std::int64_t>(n);
}

// memrchr, as rfind() goes byte by byte: every open is asked for its name.
inline std::string_view base_name(std::string_view path) {
    if (path.empty()) return path;  // which may be at no address at all
    const auto* slash = static_cast<const char*>(memrchr(path.data(), '/', path.size()));
    return slash ? path.substr(static_cast<std::size_t>(slash - path.data()) + 1) : path;
}

// The executable as the container sees it: from an exec's own record, else as the process tree knows it.
std::string_view executable(const Context& c);

// One argument of a process; empty when it has fewer.
inline std::string_view argument_of(const enrich::Process& p, std::size_t index) {
    return index < p.args.size() ? std::string_view{p.args[index]} : std::string_view{};
}

// Arguments [first, end) joined by blanks, in c.scratch.
std::string_view join(Context& c, const std::vector<std::string>& args, std::size_t first);

// What proc.cmdline is of a process called comm, in c.scratch; absent when its arguments are not known.
Value command_line(Context& c, const enrich::Process& p, std::string_view comm);

// Splits NUL separated arguments: the one at index, or absent.
Value argument_at(std::string_view bytes, int index);

// "file", "dir", "char", "block", "fifo", "sock", "link"; empty for none.
std::string_view type_name_of_mode(std::uint32_t mode);

// The file of the event lies in a mount of the host's own files. Only then host facts are told: what enrichment
// says of kernel filesystems and of the container's own root is not the host's data.
bool from_host(const Context& c);

// CLONE_NEW* bits as names, in c.items.
Value namespace_names(Context& c, std::uint64_t bits);

std::string_view host_class_name(enrich::HostClass cls);

// "8:1" of the kernel's dev_t, in c.scratch.
Value device_number(Context& c, std::uint32_t device);

// The file of a resolved open or change; null for anything else.
inline const decode::File* target_of(const Context& c) {
    if (const auto* open = body<decode::Open>(c)) return open->resolved ? &open->file : nullptr;
    const auto* change = body<decode::Change>(c);
    return change && change->resolved ? &change->file : nullptr;
}

// The same, or the file of a path bound unix peer.
const decode::File* file_of(const Context& c);

}  // namespace overboard::fields

// SPDX-License-Identifier: Apache-2.0
// evt.arg.*: what Falco calls the arguments of a system call, told of the object that the event is about.
#include <fcntl.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

struct Flag {
    std::uint32_t bit;
    std::string_view name;
};

// The names Falco prints for an open's flags (driver/flags_table.c there), beside the access mode.
constexpr Flag kOpenFlags[] = {
    {O_CREAT, "O_CREAT"},       {O_APPEND, "O_APPEND"},     {O_DSYNC, "O_DSYNC"},       {O_EXCL, "O_EXCL"},
    {O_NONBLOCK, "O_NONBLOCK"}, {O_TRUNC, "O_TRUNC"},       {O_DIRECT, "O_DIRECT"},     {O_DIRECTORY, "O_DIRECTORY"},
    {O_CLOEXEC, "O_CLOEXEC"},   {__O_TMPFILE, "O_TMPFILE"}, {O_NOFOLLOW, "O_NOFOLLOW"}, {O_PATH, "O_PATH"},
};

std::string_view access_mode(std::uint32_t flags) {
    switch (flags & O_ACCMODE) {
        case O_RDONLY:
            return "O_RDONLY";
        case O_WRONLY:
            return "O_WRONLY";
        default:
            return "O_RDWR";
    }
}

Value open_flags(Context& c, std::uint32_t flags) {
    c.scratch = access_mode(flags);
    for (const auto& one : kOpenFlags)
        if ((flags & one.bit) == one.bit) c.scratch.append("|").append(one.name);
    return std::string_view{c.scratch};
}

Value exec_flags(Context& c, const decode::Exec& e) {
    c.scratch.clear();
    if (e.exe.upper_layer) c.scratch = "EXE_UPPER_LAYER";
    if (base_name(e.exe.path.filesystem).starts_with("memfd:"))
        c.scratch.append(c.scratch.empty() ? "" : "|").append("EXE_FROM_MEMFD");
    return c.scratch.empty() ? Value{std::string_view{"0"}} : Value{std::string_view{c.scratch}};
}

Value flags(Context& c, int) {
    if (const auto* open = body<decode::Open>(c)) return open_flags(c, open->flags);
    const auto* exec = body<decode::Exec>(c);
    return exec ? exec_flags(c, *exec) : Value{};
}

Value name(Context& c, int) {
    const auto* open = body<decode::Open>(c);
    return open ? known(open->resolved ? open->file.path.container : open->name) : Value{};
}

Value filename(Context& c, int) {
    if (const auto* exec = body<decode::Exec>(c)) return known(exec->filename);
    const auto* failed = body<decode::ExecFailed>(c);
    return failed ? known(failed->filename) : Value{};
}

constexpr std::uint64_t kOpens = kind_bit(OB_KIND_OPEN), kExecs = kind_bit(OB_KIND_EXEC);

constexpr Field kRows[] = {
    {"evt.arg.flags", Type::text,
     "Of an open, its O_* flags joined by '|'; of an exec, EXE_UPPER_LAYER, EXE_FROM_MEMFD.", flags, false, false,
     kOpens | kExecs},
    {"evt.arg.name", Type::text, "Of an open, the same as fd.name.", name, false, true, kOpens},
    {"evt.arg.filename", Type::text, "Of an exec, the name that was asked for.", filename, false, true,
     kExecs | kind_bit(OB_KIND_EXEC_FAILED)},
};

}  // namespace

Rows argument_rows() { return kRows; }

}  // namespace overboard::fields

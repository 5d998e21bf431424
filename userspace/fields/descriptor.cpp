// SPDX-License-Identifier: Apache-2.0
// fd.*: Falco's names for what an open or a connect is about.
#include <sys/socket.h>
#include <sys/stat.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

std::string_view path_of(const Context& c) {
    if (const auto* open = body<decode::Open>(c)) return open->resolved ? open->file.path.container : open->name;
    if (const auto* connect = body<decode::Connect>(c); connect && connect->family == AF_UNIX) return connect->path();
    return {};
}

Value directory(Context& c, int) {
    const auto path = path_of(c);
    const auto slash = path.rfind('/');
    if (slash == path.npos) return {};
    return path.substr(0, slash == 0 ? 1 : slash);
}

std::string_view typechar(const Context& c) {
    if (const auto* connect = body<decode::Connect>(c))
        return connect->family == AF_UNIX ? "u" : connect->family == AF_INET6 ? "6" : "4";
    const auto* open = body<decode::Open>(c);
    if (!open) return {};
    return open->resolved && S_ISDIR(open->file.mode) ? "d" : "f";
}

Value type(Context& c, int) {
    const auto letter = typechar(c);
    if (letter.empty()) return {};
    switch (letter[0]) {
        case 'u':
            return std::string_view{"unix"};
        case '4':
            return std::string_view{"ipv4"};
        case '6':
            return std::string_view{"ipv6"};
        case 'd':
            return std::string_view{"directory"};
        default:
            return std::string_view{"file"};
    }
}

// Which number it got is not kept: 0 for any, -1 for none. So fd.num >= 0 says what it says in Falco.
Value descriptor_number(Context& c, int) {
    if (const auto* open = body<decode::Open>(c)) return number(open->error ? -1 : 0);
    return body<decode::Connect>(c) ? Value{std::int64_t{0}} : Value{};
}

Value asked_name(Context& c, int) {
    const auto* open = body<decode::Open>(c);
    if (open && !open->resolved) return known(open->name);
    const auto* connect = body<decode::Connect>(c);
    return connect && connect->family == AF_UNIX ? known(connect->name) : Value{};
}

constexpr std::string_view kTypechars[] = {"f", "d", "u", "4", "6"};
constexpr std::string_view kTypes[] = {"file", "directory", "unix", "ipv4", "ipv6"};
constexpr std::uint64_t kKinds = kind_bit(OB_KIND_OPEN) | kind_bit(OB_KIND_CONNECT);

constexpr Field kRows[] = {
    {"fd.name", Type::text, "Path of the file or unix socket; the name asked for when the call was refused.",
     [](Context& c, int) { return known(path_of(c)); }, false, true, kKinds},
    {"fd.filename", Type::text, "Last component of fd.name.",
     [](Context& c, int) { return known(base_name(path_of(c))); }, false, true, kKinds},
    {"fd.directory", Type::text, "fd.name without its last component.", directory, false, true, kKinds},
    {"fd.typechar", Type::text, "f file, d directory, u unix socket, 4 and 6 inet sockets.",
     [](Context& c, int) { return known(typechar(c)); }, false, false, kKinds, nullptr, kTypechars},
    {"fd.type", Type::text, "file, directory, unix, ipv4 or ipv6.", type, false, false, kKinds, nullptr, kTypes},
    {"fd.num",
     Type::number,
     "0 when there is a descriptor, -1 when the open was refused. Its number is not kept.",
     descriptor_number,
     false,
     false,
     kKinds,
     nullptr,
     {},
     -1,
     0},
    {"fd.nameraw",
     Type::text,
     "The name as it was asked for, of refused opens and unix sockets.",
     asked_name,
     false,
     true,
     kKinds,
     nullptr,
     {},
     INT64_MIN,
     INT64_MAX,
     "of an open that succeeded only the file is kept, whose path has no '..' and no links left"},
};

}  // namespace

Rows descriptor_rows() { return kRows; }

}  // namespace overboard::fields

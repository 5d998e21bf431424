// SPDX-License-Identifier: Apache-2.0
// change.*: what was done to a file without opening it. Which file it was is file.*.
#include <sys/stat.h>

#include "fields/rows.h"

namespace overboard::fields {
namespace {

using Read = Value (*)(Context&, const decode::Change&);
template <Read read>
Value of_change(Context& c, int) {
    const auto* change = body<decode::Change>(c);
    return change ? read(c, *change) : Value{};
}

constexpr std::string_view kOps[OB_CHANGES] = {"truncate", "rename",   "exchange",   "link",  "symlink",
                                               "unlink",   "rmdir",    "mkdir",      "mknod", "chmod",
                                               "chown",    "setxattr", "removexattr"};

bool sets_mode(const decode::Change& f) {
    return f.op == OB_CHANGE_CHMOD || f.op == OB_CHANGE_MKNOD || f.op == OB_CHANGE_MKDIR;
}

Value mode(Context& c, const decode::Change& f) {
    if (!sets_mode(f)) return {};
    constexpr std::string_view digits = "01234567";
    c.scratch.clear();
    for (int shift = 9; shift >= 0; shift -= 3) c.scratch += digits[f.mode >> shift & 7];
    return std::string_view{c.scratch};
}

// On a directory the set-group-id bit only says whose group new files get.
Value set_id(Context&, const decode::Change& f) {
    const bool sets = f.op == OB_CHANGE_CHMOD || f.op == OB_CHANGE_MKNOD;
    return sets && !S_ISDIR(f.file.mode) && (f.mode & (S_ISUID | S_ISGID)) != 0;
}

constexpr Field kRows[] = {
    {"change.op", Type::text,
     "truncate, rename, exchange, link, symlink, unlink, rmdir, mkdir, mknod, chmod, chown, setxattr or removexattr.",
     of_change<[](Context&, const decode::Change& f) -> Value { return kOps[f.op]; }>},
    {"change.asked", Type::text, "The name as it was asked for; absent when a descriptor was given.",
     of_change<[](Context&, const decode::Change& f) { return known(f.name); }>, false, true},
    {"change.other", Type::text,
     "The other name as it was asked for (rename, link), a symbolic link's text, or the attribute's name.",
     of_change<[](Context&, const decode::Change& f) { return known(f.other); }>, false, true},
    {"change.from", Type::text, "rename, link: the other name as the container sees it, links and '..' resolved.",
     of_change<[](Context&, const decode::Change& f) {
         const bool two = f.op == OB_CHANGE_RENAME || f.op == OB_CHANGE_EXCHANGE || f.op == OB_CHANGE_LINK;
         return f.resolved && two ? known(f.from.container) : Value{};
     }>},
    {"change.mode", Type::text, "chmod, mknod, mkdir: the permissions asked for, in four octal digits.",
     of_change<mode>},
    {"change.set_id", Type::boolean, "A file's set-user-id or set-group-id bit was set.", of_change<set_id>},
    {"change.node", Type::text, "mknod: char or block; absent for anything else.",
     of_change<[](Context&, const decode::Change& f) {
         const bool device = S_ISCHR(f.mode) || S_ISBLK(f.mode);
         return f.op == OB_CHANGE_MKNOD && device ? known(type_name_of_mode(f.mode)) : Value{};
     }>},
};

constexpr std::string_view kTruncate[] = {"truncate", "ftruncate"}, kRename[] = {"rename", "renameat", "renameat2"},
                           kExchange[] = {"renameat2"}, kLink[] = {"link", "linkat"},
                           kSymlink[] = {"symlink", "symlinkat"}, kUnlink[] = {"unlink", "unlinkat"},
                           kRmdir[] = {"rmdir", "unlinkat"}, kMkdir[] = {"mkdir", "mkdirat"},
                           kMknod[] = {"mknod", "mknodat"}, kChmod[] = {"chmod", "fchmod", "fchmodat", "fchmodat2"},
                           kChown[] = {"chown", "fchown", "lchown", "fchownat"},
                           kSetxattr[] = {"setxattr", "lsetxattr", "fsetxattr", "setxattrat"},
                           kRemovexattr[] = {"removexattr", "lremovexattr", "fremovexattr", "removexattrat"};
constexpr Names kCallsOf[OB_CHANGES] = {kTruncate, kRename, kExchange, kLink,  kSymlink,  kUnlink,     kRmdir,
                                        kMkdir,    kMknod,  kChmod,    kChown, kSetxattr, kRemovexattr};

// All of them: kCallsOf, one after the other.
Names all_calls() {
    static const auto calls = [] {
        std::vector<std::string_view> out;
        for (const auto& names : kCallsOf) out.insert(out.end(), names.begin(), names.end());
        return out;
    }();
    return calls;
}

Names calls_of(const decode::Event& event) {
    const auto* change = std::get_if<decode::Change>(&event.body);
    return change ? kCallsOf[change->op] : Names{};
}

}  // namespace

Rows change_rows() { return kRows; }
SystemCalls change_calls() { return {all_calls(), calls_of}; }

}  // namespace overboard::fields

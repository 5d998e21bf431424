// SPDX-License-Identifier: Apache-2.0
#include "source/evidence.h"

#include <bpf/btf.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/file.h"
#include "bpf/wire/events.h"
#include "source/hierarchy.h"
#include "source/min_btf.h"
#include "source/optional.h"
#include "source/skeleton.h"

namespace overboard::source {
namespace {

constexpr std::uint64_t bit(ob_kind kind) { return std::uint64_t{1} << kind; }

const btf_type* struct_type(const btf* types, const char* name) {
    const int id = types ? btf__find_by_name_kind(types, name, BTF_KIND_STRUCT) : -1;
    return id > 0 ? btf__type_by_id(types, static_cast<__u32>(id)) : nullptr;
}

// Bytes from the structure's beginning. Members of a member without a name are its own.
std::optional<std::uint32_t> offset_in(const btf* types, const btf_type* type, std::string_view member) {
    for (int i = 0; type && btf_is_composite(type) && i < btf_vlen(type); ++i) {
        const std::string_view name = btf__name_by_offset(types, btf_members(type)[i].name_off);
        const std::uint32_t at = btf_member_bit_offset(type, static_cast<__u32>(i)) / 8;
        if (name == member) return at;
        const auto within = name.empty() ? offset_in(types, btf__type_by_id(types, btf_members(type)[i].type), member)
                                         : std::optional<std::uint32_t>{};
        if (within) return at + *within;
    }
    return {};
}
std::optional<std::uint32_t> offset_of(const btf* types, const char* structure, std::string_view member) {
    return offset_in(types, struct_type(types, structure), member);
}

Evidence io_uring(const KernelFacts& facts) {
    const std::string detail =
        facts.io_uring
            ? "its tracepoints have a form that is known"
            : "its tracepoints are missing, or of a form that is not known: what io_uring opens, connects and "
              "changes is not seen; that a ring was set up is (rule io-uring)";
    return {"io_uring", facts.io_uring, detail, bit(OB_KIND_OPEN) | bit(OB_KIND_CONNECT) | bit(OB_KIND_CHANGE)};
}

Evidence mounts(const KernelFacts& facts) {
    const bool known =
        offset_of(facts.kernel, "mnt_namespace", "mounts") || offset_of(facts.kernel, "mnt_namespace", "list");
    return {
        "new mounts",
        known,
        known
            ? "the mount that came to be is looked at"
            : "how a mount namespace lists its mounts is not known: mount(2) is judged by the names it was given, the "
              "calls that give a descriptor by the mount behind it",
        bit(OB_KIND_MOUNT),
        {"mount.on_disk", "mount.host_class", "mount.host_path", "mount.path"}};
}

Evidence layers(const KernelFacts& facts) {
    Evidence out{
        "overlay layers", true, "", bit(OB_KIND_EXEC), {"exec.dropped", "exec.upper_layer", "proc.is_exe_upper_layer"}};
    switch (overlay_layout(facts.kernel, facts.overlay)) {
        case Layout::proven:
            out.detail = "where a file was written is read from the overlay";
            break;
        case Layout::assumed:
            out.detail =
                "the kernel tells no types of its overlay (a module): the layout that 5.10 to 6.18 share is taken, and "
                "rules ask for the time of an executable's last change as well (exec.changed)";
            break;
        case Layout::other:
            out.whole = false;
            out.detail =
                "the overlay's inodes have a layout that is not known: whether a program came after the image is told "
                "by "
                "the time of its last change (exec.changed)";
    }
    return out;
}

Evidence compat(const KernelFacts& facts) {
    return {"32-bit system calls",
            facts.compat,
            facts.compat
                ? "are seen as 64-bit ones are"
                : "are not looked at on this architecture: opens, connects and all else that is told by a system "
                  "call is seen of 64-bit programs; executions, servers and the invariants of all",
            bit(OB_KIND_ENTRY),
            {"entry.way=compat"}};
}

Evidence cgroups(const KernelFacts& facts) {
    const bool one = facts.hierarchy == 0;
    return {"cgroup of a process",
            one,
            one ? "there is one hierarchy"
                : "there are several hierarchies (cgroup v1): what leaves its container's cgroup is told of the one by "
                  "which "
                  "containers are known, number " +
                      std::to_string(facts.hierarchy) + ", and not of the others",
            bit(OB_KIND_ESCAPE),
            {"escape.what=cgroup"}};
}

struct Free {
    void operator()(overboard_bpf* skeleton) const { overboard_bpf__destroy(skeleton); }
};

}  // namespace

Layout overlay_layout(const btf* kernel, const btf* overlay) {
    const btf* types = struct_type(overlay, "ovl_inode") ? overlay : kernel;
    const auto inode = offset_of(types, "ovl_inode", "vfs_inode");
    const auto upper = offset_of(types, "ovl_inode", "__upperdentry");
    const btf_type* whole = struct_type(types, "inode");
    if (!struct_type(types, "ovl_inode") || !whole) return Layout::assumed;
    return inode && upper && *upper == *inode + whole->size ? Layout::proven : Layout::other;
}

std::vector<Evidence> judge_evidence(const KernelFacts& facts) {
    if (!facts.kernel) return {};
    return {io_uring(facts), mounts(facts), layers(facts), compat(facts), cgroups(facts)};
}

std::vector<Evidence> evidence_here() {
    const Btf kernel{btf__load_vmlinux_btf()};
    if (!kernel) return {};
    const Btf overlay{btf__load_module_btf("overlay", kernel.get())};
    const std::unique_ptr<overboard_bpf, Free> skeleton{overboard_bpf__open()};
#ifdef __x86_64__
    constexpr bool compat = true;
#else
    constexpr bool compat = false;
#endif
    const auto membership = base::read_file("/proc/self/cgroup", 1 << 16, base::Excess::cut).value_or("");
    return judge_evidence({.kernel = kernel.get(),
                           .overlay = overlay.get(),
                           .io_uring = skeleton && has_all_optional(*skeleton, kernel.get()),
                           .compat = compat,
                           .hierarchy = choose_hierarchy(membership).id});
}

}  // namespace overboard::source

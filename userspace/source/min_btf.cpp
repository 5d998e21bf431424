// SPDX-License-Identifier: Apache-2.0
#include "source/min_btf.h"

#include <bpf/btf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace overboard::source {
namespace {

// uapi/linux/memfd.h, since 6.3: without it vm.memfd_noexec=2 refuses, and an older kernel refuses it.
constexpr unsigned kNoExecSeal = 8;

std::string_view name_of(const btf* types, const btf_type* type) { return btf__name_by_offset(types, type->name_off); }

// tools/lib/bpf/libbpf.c, bpf_core_essential_name_len.
std::string_view without_flavor(std::string_view name) {
    for (auto at = name.rfind("___"); at != name.npos && at > 0; at = name.rfind("___", at - 1))
        if (name[at - 1] != '_' && at + 3 < name.size() && name[at + 3] != '_') return name.substr(0, at);
    return name;
}

// Of all that the programs read only unix sockets could be built as a module (CONFIG_UNIX, to 6.3).
constexpr const char* kNeverMissing = "unix_sock";

bool may_be_asked_for(const btf_type* type) { return btf_is_composite(type) || btf_is_any_enum(type); }

class Copy {
public:
    explicit Copy(const btf* from) : from_(from), to_(btf__new_empty()) {
        // btf__add_array wants a type to count with, and ids that are no error begin at 1.
        if (to_) void_pointer_ = btf__add_ptr(to_.get(), 0);
    }

    // The id in the copy; below 0: an error, and the copy is of no use.
    int add(int id) {
        if (id == 0 || !to_) return to_ ? 0 : -1;
        if (const auto done = ids_.find(id); done != ids_.end()) return done->second;
        const int added = make(id);
        if (added < 0) to_.reset();
        ids_[id] = added;
        return added;
    }

    Btf take() { return std::move(to_); }

private:
    int make(int id) {
        const btf_type* type = btf__type_by_id(from_, static_cast<unsigned>(id));
        const char* name = btf__name_by_offset(from_, type->name_off);
        switch (btf_kind(type)) {
            case BTF_KIND_STRUCT:
            case BTF_KIND_UNION:
                return composite(type, name);
            case BTF_KIND_ARRAY:
                return sequence(type);
            case BTF_KIND_TYPEDEF:
                return referring(type, [&](int to) { return btf__add_typedef(to_.get(), name, to); });
            case BTF_KIND_CONST:
                return referring(type, [&](int to) { return btf__add_const(to_.get(), to); });
            case BTF_KIND_VOLATILE:
                return referring(type, [&](int to) { return btf__add_volatile(to_.get(), to); });
            case BTF_KIND_INT:
            case BTF_KIND_ENUM:
            case BTF_KIND_ENUM64:
            case BTF_KIND_FLOAT:
                return btf__add_type(to_.get(), from_, type);
            default:
                return void_pointer_;  // a pointer; nothing else is embedded
        }
    }

    template <class Add>
    int referring(const btf_type* type, const Add& make) {
        const int to = add(static_cast<int>(type->type));
        return to < 0 ? to : make(to);
    }

    int sequence(const btf_type* type) {
        const struct btf_array& array = *btf_array(type);
        const int index = add(static_cast<int>(array.index_type)), element = add(static_cast<int>(array.type));
        return index < 0 || element < 0 ? -1 : btf__add_array(to_.get(), index, element, array.nelems);
    }

    // What is embedded comes first: a struct's members must follow it at once.
    int composite(const btf_type* type, const char* name) {
        const btf_member* members = btf_members(type);
        const unsigned count = btf_vlen(type);
        for (unsigned i = 0; i < count; i++)
            if (add(static_cast<int>(members[i].type)) < 0) return -1;
        const int id = btf_is_struct(type) ? btf__add_struct(to_.get(), name, type->size)
                                           : btf__add_union(to_.get(), name, type->size);
        for (unsigned i = 0; id > 0 && i < count; i++) {
            const char* member = btf__name_by_offset(from_, members[i].name_off);
            if (btf__add_field(to_.get(), member, ids_.at(static_cast<int>(members[i].type)),
                               btf_member_bit_offset(type, i), btf_member_bitfield_size(type, i)))
                return -1;
        }
        return id;
    }

    const btf* from_;
    Btf to_;
    int void_pointer_ = 0;
    std::unordered_map<int, int> ids_;
};

std::unordered_set<std::string_view> names_asked_for(const btf* programs) {
    std::unordered_set<std::string_view> out;
    const unsigned count = btf__type_cnt(programs);
    for (unsigned id = 1; id < count; id++) {
        const btf_type* type = btf__type_by_id(programs, id);
        if (may_be_asked_for(type) && type->name_off) out.insert(without_flavor(name_of(programs, type)));
    }
    return out;
}

}  // namespace

void BtfFree::operator()(btf* types) const { btf__free(types); }

Btf minimal_btf(const btf* kernel, const btf* programs) {
    const auto names = names_asked_for(programs);
    Copy copy(kernel);
    if (btf__find_by_name_kind(kernel, kNeverMissing, BTF_KIND_STRUCT) < 0) return nullptr;
    const unsigned count = btf__type_cnt(kernel);
    for (unsigned id = 1; id < count; id++) {
        const btf_type* type = btf__type_by_id(kernel, id);
        if (may_be_asked_for(type) && type->name_off && names.contains(name_of(kernel, type)) &&
            copy.add(static_cast<int>(id)) < 0)
            return nullptr;
    }
    return copy.take();
}

base::Fd file_of(const btf* types) {
    std::uint32_t size = 0;
    const void* data = btf__raw_data(types, &size);
    base::Fd file(data ? memfd_create("kernel-types", MFD_CLOEXEC | kNoExecSeal) : -1);
    if (!file && errno == EINVAL) file.reset(memfd_create("kernel-types", MFD_CLOEXEC));
    if (file && write(file.get(), data, size) != static_cast<ssize_t>(size)) file.reset();
    return file;
}

}  // namespace overboard::source

// SPDX-License-Identifier: Apache-2.0
#include "source/min_btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "source/skeleton.h"

namespace {

using overboard::source::Btf;
using overboard::source::minimal_btf;

std::string name_of(const btf* types, std::uint32_t offset) { return btf__name_by_offset(types, offset); }

// A type as relocations see it: kinds, names, sizes and offsets of all that is embedded; pointers lead nowhere.
std::string shape(const btf* types, std::uint32_t id) {
    const btf_type* type = btf__type_by_id(types, id);
    if (btf_is_ptr(type)) return "*";
    if (btf_is_mod(type) || btf_is_typedef(type)) return shape(types, type->type);
    if (btf_is_array(type)) {
        const auto* array = btf_array(type);
        return shape(types, array->type) + "[" + std::to_string(array->nelems) + "]";
    }
    std::string out =
        std::to_string(btf_kind(type)) + name_of(types, type->name_off) + ":" + std::to_string(type->size);
    if (btf_is_int(type))
        out += "/" + std::to_string(btf_int_bits(type)) + "/" + std::to_string(btf_int_encoding(type));
    if (btf_is_enum(type))
        for (int i = 0; i < btf_vlen(type); i++)
            out += " " + name_of(types, btf_enum(type)[i].name_off) + "=" + std::to_string(btf_enum(type)[i].val);
    if (!btf_is_composite(type)) return out;
    for (std::uint32_t i = 0; i < btf_vlen(type); i++)
        out += "{" + name_of(types, btf_members(type)[i].name_off) + "@" +
               std::to_string(btf_member_bit_offset(type, i)) + "," +
               std::to_string(btf_member_bitfield_size(type, i)) + shape(types, btf_members(type)[i].type) + "}";
    return out;
}

std::multimap<std::string, std::string> named(const btf* types) {
    std::multimap<std::string, std::string> out;
    for (std::uint32_t id = 1; id < btf__type_cnt(types); id++) {
        const btf_type* type = btf__type_by_id(types, id);
        if ((btf_is_composite(type) || btf_is_any_enum(type)) && type->name_off)
            out.emplace(name_of(types, type->name_off), shape(types, id));
    }
    return out;
}

struct MinimalBtf : testing::Test {
    const Btf kernel{btf__load_vmlinux_btf()};
    const std::unique_ptr<overboard_bpf, decltype(&overboard_bpf__destroy)> skeleton{overboard_bpf__open(),
                                                                                     overboard_bpf__destroy};

    void SetUp() override {
        if (!kernel) GTEST_SKIP() << "the kernel does not show its types (CONFIG_DEBUG_INFO_BTF)";
        ASSERT_TRUE(skeleton);
    }
};

TEST_F(MinimalBtf, HoldsWhatProgramsReadAsTheKernelHasIt) {
    const Btf minimal = minimal_btf(kernel.get(), bpf_object__btf(skeleton->obj));
    ASSERT_TRUE(minimal);
    EXPECT_LT(btf__type_cnt(minimal.get()), btf__type_cnt(kernel.get()) / 10);
    const auto whole = named(kernel.get()), small = named(minimal.get());
    for (const char* name : {"task_struct", "unix_sock", "io_kiocb", "mount", "bpf_func_id", "pt_regs", "dentry"}) {
        ASSERT_TRUE(small.contains(name)) << name;
        EXPECT_EQ(small.count(name), whole.count(name)) << name;
    }
    for (const auto& one : small) {
        const auto [first, last] = whole.equal_range(one.first);
        EXPECT_TRUE(std::any_of(first, last, [&](const auto& row) { return row.second == one.second; })) << one.first;
    }
}

TEST_F(MinimalBtf, AFlavorAsksForTheTypeItIsOf) {
    const Btf programs{btf__new_empty()};
    btf__add_struct(programs.get(), "io_kiocb___result", 8);
    btf__add_struct(programs.get(), "task_struct___", 8);
    btf__add_struct(programs.get(), "___file", 8);
    const Btf minimal = minimal_btf(kernel.get(), programs.get());
    ASSERT_TRUE(minimal);
    EXPECT_GT(btf__find_by_name_kind(minimal.get(), "io_kiocb", BTF_KIND_STRUCT), 0);
    EXPECT_LT(btf__find_by_name_kind(minimal.get(), "task_struct", BTF_KIND_STRUCT), 0) << "no flavor, but a name";
    EXPECT_LT(btf__find_by_name_kind(minimal.get(), "file", BTF_KIND_STRUCT), 0);
}

TEST(MinimalBtfOf, AKernelWhoseUnixSocketsAreAModuleIsLeftToLibbpf) {
    const Btf kernel{btf__new_empty()}, programs{btf__new_empty()};
    btf__add_struct(kernel.get(), "task_struct", 8);
    btf__add_struct(programs.get(), "task_struct", 8);
    EXPECT_FALSE(minimal_btf(kernel.get(), programs.get()));
    btf__add_struct(kernel.get(), "unix_sock", 8);
    EXPECT_TRUE(minimal_btf(kernel.get(), programs.get()));
}

}  // namespace

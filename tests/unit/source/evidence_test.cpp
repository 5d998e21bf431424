// SPDX-License-Identifier: Apache-2.0
#include "source/evidence.h"

#include <bpf/btf.h>
#include <gmock/gmock.h>

#include "bpf/wire/events.h"
#include "source/min_btf.h"

namespace overboard::source {
namespace {

using Types = Btf;

// A kernel's type information, made of the structures given: name, size and one member each with its offset in bytes.
struct Member {
    const char* name;
    std::uint32_t offset;
};
void add(btf* types, const char* name, std::uint32_t size, std::initializer_list<Member> members) {
    const int word = btf__add_int(types, "word", 8, 0);
    ASSERT_GT(btf__add_struct(types, name, size), 0);
    for (const auto& one : members) ASSERT_EQ(btf__add_field(types, one.name, word, one.offset * 8, 0), 0);
}

Types kernel(const char* list_of_mounts = "list") {
    Types types{btf__new_empty()};
    add(types.get(), "mnt_namespace", 64, {{list_of_mounts, 16}});
    add(types.get(), "inode", 600, {{"i_ino", 64}});
    return types;
}

KernelFacts all(const btf* types) { return {.kernel = types, .io_uring = true, .compat = true}; }

const Evidence& named(const std::vector<Evidence>& evidence, std::string_view name) {
    const auto at = std::find_if(evidence.begin(), evidence.end(), [&](auto& one) { return one.name == name; });
    EXPECT_NE(at, evidence.end()) << name;
    return *at;
}

TEST(Evidence, IsWholeOnAKernelThatHasAll) {
    const auto types = kernel();
    for (const auto& one : judge_evidence(all(types.get()))) {
        EXPECT_TRUE(one.whole) << one.name << ": " << one.detail;
        EXPECT_NE(one.kinds, 0U) << one.name;
        EXPECT_FALSE(one.detail.empty()) << one.name;
    }
    EXPECT_TRUE(judge_evidence({}).empty()) << "nothing is judged without types";
}

TEST(Evidence, SaysWhatIsUsedInPlaceOfWhatIsMissing) {
    const auto types = kernel("something else");
    const auto found = judge_evidence({.kernel = types.get(), .hierarchy = 5});
    EXPECT_FALSE(named(found, "io_uring").whole);
    EXPECT_NE(named(found, "io_uring").kinds & 1U << OB_KIND_OPEN, 0U);
    EXPECT_FALSE(named(found, "new mounts").whole);
    EXPECT_THAT(named(found, "new mounts").detail, testing::HasSubstr("by the names it was given"));
    EXPECT_FALSE(named(found, "32-bit system calls").whole);
    EXPECT_FALSE(named(found, "cgroup of a process").whole);
    EXPECT_THAT(named(found, "cgroup of a process").detail, testing::HasSubstr("number 5"));
}

TEST(Evidence, BothListsOfMountsAreKnown) {
    for (const char* list : {"list", "mounts"}) {
        const auto types = kernel(list);
        EXPECT_TRUE(named(judge_evidence(all(types.get())), "new mounts").whole) << list;
    }
}

TEST(Evidence, AMemberOfAMemberWithoutANameIsFound) {
    Types types{btf__new_empty()};
    const int word = btf__add_int(types.get(), "word", 8, 0);
    const int nameless = btf__add_struct(types.get(), nullptr, 16);
    ASSERT_EQ(btf__add_field(types.get(), "mounts", word, 8 * 8, 0), 0);
    ASSERT_GT(btf__add_struct(types.get(), "mnt_namespace", 64), 0);
    ASSERT_EQ(btf__add_field(types.get(), "", nameless, 24 * 8, 0), 0);
    EXPECT_TRUE(named(judge_evidence(all(types.get())), "new mounts").whole) << "as in 6.12";
}

TEST(Evidence, AnOverlaysLayoutIsProvenOnlyByItsTypes) {
    const auto types = kernel();
    EXPECT_EQ(overlay_layout(types.get(), nullptr), Layout::assumed);
    for (const auto& [upper, layout] : {std::pair{640U, Layout::proven}, std::pair{648U, Layout::other}}) {
        const auto with = kernel();
        add(with.get(), "ovl_inode", 660, {{"vfs_inode", 40}, {"__upperdentry", upper}});
        EXPECT_EQ(overlay_layout(with.get(), nullptr), layout);
        EXPECT_EQ(named(judge_evidence(all(with.get())), "overlay layers").whole, layout == Layout::proven);
    }
}

}  // namespace
}  // namespace overboard::source

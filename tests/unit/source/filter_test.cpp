// SPDX-License-Identifier: Apache-2.0
// A reload must not close a gap before it has opened the new one.
#include <gtest/gtest.h>

#include <sys/syscall.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "source/filter_maps.h"
#include "source/syscalls.h"

namespace overboard::source {
namespace {

std::uint32_t magic_of(const KernelFilter& filter, std::uint32_t magic) {
    for (const auto& [key, how] : filter.magics)
        if (key == magic) return how;
    return filter.config.open_foreign;
}

TEST(Filter, WidestAdmitsWhatEitherAdmits) {
    KernelFilter a, b;
    a.config.open_own = OB_ADMIT_NONE;
    b.config.open_own = OB_ADMIT_NAMED;
    a.config.kinds = 1ULL << OB_KIND_OPEN;
    b.config.kinds = 1ULL << OB_KIND_CONNECT;
    a.ports = {80};
    b.ports = {443};
    const auto both = widest(a, b);
    EXPECT_EQ(both.config.open_own, OB_ADMIT_ALL);
    EXPECT_EQ(both.config.kinds, a.config.kinds | b.config.kinds);
    EXPECT_EQ(both.ports.size(), 2u);
}

TEST(Filter, MagicThatOnlyOneNamesMeetsTheOthersDefault) {
    KernelFilter a, b;
    a.config.open_foreign = OB_ADMIT_FILES;
    b.config.open_foreign = OB_ADMIT_FILES;
    a.magics = {{0x9fa0, OB_ADMIT_NAMED}, {0x62656572, OB_ADMIT_NONE}};
    b.magics = {{0x62656572, OB_ADMIT_NONE}};
    const auto both = widest(a, b);
    EXPECT_EQ(magic_of(both, 0x9fa0), OB_ADMIT_ALL);
    EXPECT_EQ(magic_of(both, 0x62656572), OB_ADMIT_NONE);
    EXPECT_EQ(magic_of(both, 0xef53), OB_ADMIT_FILES);
}

TEST(Filter, BudgetZeroIsNoBound) {
    KernelFilter a, b;
    a.config.budget = 100;
    b.config.budget = 0;
    EXPECT_EQ(widest(a, b).config.budget, 0u);
    b.config.budget = 300;
    EXPECT_EQ(widest(a, b).config.budget, 300u);
}

// A member that is added to ob_filter and not to everything() would be refused there: each 32 bits must say "all".
TEST(Filter, EverythingRefusesNothing) {
    const auto all = everything();
    EXPECT_EQ(all.config.kinds, ~0ULL);
    EXPECT_EQ(all.config.budget, 0u);
    for (std::size_t at = offsetof(ob_filter, open_own); at + 4 <= offsetof(ob_filter, budget); at += 4) {
        std::uint32_t how = 0;
        std::memcpy(&how, reinterpret_cast<const char*>(&all.config) + at, sizeof how);
        EXPECT_EQ(how, static_cast<std::uint32_t>(OB_ADMIT_ALL)) << "at byte " << at;
    }
}

bool has(const std::vector<SyscallRow>& rows, std::uint32_t index) {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.index == index; });
}

TEST(Syscalls, OnlyWhatTheKindsNeedAndAcceptAlways) {
    const auto none = syscall_rows({});
    const auto opens = syscall_rows({.kinds = 1ULL << OB_KIND_OPEN});
    EXPECT_FALSE(has(none, SYS_openat));
    EXPECT_TRUE(has(none, SYS_accept4));
    EXPECT_TRUE(has(opens, SYS_openat));
    EXPECT_FALSE(has(opens, SYS_connect));
    EXPECT_FALSE(has(opens, SYS_mount));
    EXPECT_TRUE(has(syscall_rows({.kinds = 1ULL << OB_KIND_MOUNT}), SYS_mount));
}

TEST(Syscalls, KernelCallsOneByOne) {
    const auto rows = syscall_rows({.kinds = 1ULL << OB_KIND_KERNEL_CALL, .calls = 1U << OB_CALL_BPF});
    EXPECT_TRUE(has(rows, SYS_bpf));
    EXPECT_FALSE(has(rows, SYS_socket));
    EXPECT_FALSE(has(syscall_rows({.kinds = 1ULL << OB_KIND_MOUNT, .calls = ~0U}), SYS_bpf));
}

#ifdef __x86_64__
TEST(Syscalls, ThirtyTwoBitEntryHasRowsOfItsOwn) {
    const auto rows = syscall_rows(everything().config);
    EXPECT_TRUE(has(rows, OB_COMPAT_BASE + 5));
    EXPECT_TRUE(has(rows, OB_COMPAT_BASE + 102));
    for (const auto& row : rows) EXPECT_LT(row.index, static_cast<std::uint32_t>(OB_SYSCALLS));
}
#endif

}  // namespace
}  // namespace overboard::source

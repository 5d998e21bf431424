// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <vector>

#include "base/memory.h"

namespace overboard::base {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool own_allocator = true;
#elif defined(__has_feature)
constexpr bool own_allocator = __has_feature(address_sanitizer);
#else
constexpr bool own_allocator = false;
#endif

// What malloc holds of the system's memory without anybody using it, in its heaps.
std::size_t unused() { return mallinfo2().fordblks; }

std::size_t resident() {
    std::size_t size = 0, pages = 0;
    std::ifstream("/proc/self/statm") >> size >> pages;
    return pages * static_cast<std::size_t>(getpagesize());
}

class Memory : public testing::Test {
protected:
    void SetUp() override {
        if (own_allocator) GTEST_SKIP() << "the sanitizer has an allocator of its own";
        map_large_blocks();
    }
};

// As a start reads the kernel's types: one large block after another, each freed before what was asked for behind it.
TEST_F(Memory, LargeBlocksDoNotStayInTheHeap) {
    std::vector<std::vector<char>> kept;
    const auto before = unused();
    for (int i = 0; i < 4; ++i) {
        std::vector<char> large(5 << 20);
        kept.emplace_back(1000);
    }
    EXPECT_LT(unused(), before + (1 << 20));
}

TEST_F(Memory, FreeMemoryBetweenWhatIsUsedIsGivenBack) {
    std::vector<std::vector<char>> kept, freed;
    for (int i = 0; i < 1000; ++i) {
        freed.emplace_back(16 << 10, 'x');
        kept.emplace_back(100);
    }
    freed.clear();
    const auto before = resident();
    give_back_free_memory();
    EXPECT_LT(resident() + (8 << 20), before);
}

}  // namespace
}  // namespace overboard::base

// SPDX-License-Identifier: Apache-2.0
// An event that matches nothing costs no allocation, whatever its kind.
#include <cstdlib>
#include <new>

#include "rules/shipped.h"

namespace {
thread_local std::uint64_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace overboard::test {
namespace {

std::uint64_t cost(Observed& seen) {
    EXPECT_EQ(verdict(seen), "");
    const auto before = allocations;
    for (int i = 0; i < 100; ++i)
        if (shipped().judge(seen.observation(), seen)) return ~std::uint64_t{0};
    return allocations - before;
}

TEST(Allocations, NoneForWhatMatchesNothing) {
    FileSpec log{"/var/log/app.log", "/logs/app.log"};
    log.flags = 0;
    log.magic = 0xef53;
    Observed own{as_server(open(FileSpec{"/app/config.yml", ""})).event()}, volume{as_server(open(log, 1)).event()},
        connects{as_server(connect_inet("10.0.0.9", 5432)).event()},
        starts{in_container(exec("/usr/bin/ruby3.1")).event()}, forks{in_lineage(fork()).event()},
        fails{in_lineage(exec_failed("/usr/local/bin/git")).event()};
    volume.host("/logs/app.log", enrich::HostClass::log);
    for (auto* seen : {&own, &volume, &connects, &starts, &forks, &fails}) EXPECT_EQ(cost(*seen), 0U) << seen;
}

TEST(Allocations, AreCounted) {
    const auto before = allocations;
    ::operator delete(::operator new(16));
    EXPECT_GE(allocations, before + 1);
}

}  // namespace
}  // namespace overboard::test

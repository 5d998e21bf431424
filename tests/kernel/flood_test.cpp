// SPDX-License-Identifier: Apache-2.0
// A flood is folded, then bounded by its own container's budget; neither touches the others or the decisive ring.
#include <thread>

#include "kernel/objects.h"

namespace overboard::test {
namespace {

using decode::Event;
using decode::ExecFailed;
using decode::Open;

struct FloodLive : ObjectsTest {
    // The records of a kind that this container sent.
    template <class Body>
    std::vector<const Event*> records(Kernel& from, std::uint64_t of, const std::function<bool(const Body&)>& match) {
        return from.all([&](const Event& e) {
            const auto* body = std::get_if<Body>(&e.body);
            return body && e.task.raw->container == of && match(*body);
        });
    }
};

constexpr auto kWindow = std::chrono::milliseconds(1100);  // OB_FOLD_WINDOW_NS and a little

// Each record stands for itself and for those folded before it.
std::size_t stands_for(const std::vector<const Event*>& records) {
    std::size_t sum = 0;
    for (const Event* e : records) sum += 1 + e->record->folded;
    return sum;
}

TEST_F(FloodLive, RepeatedOpenIsOneRecordAWindow) {
    const auto same = [](const Open& o) { return o.file.path.container == "/shared/same"; };
    const auto folded = [&] { return kernel.live().tallies()[OB_KIND_OPEN].folded; };
    host.file("same");
    const auto before = folded();
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(box.run({"repeat", "10000", "open", "/shared/same"}), 0);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
    const auto during = records<Open>(kernel, key, same);
    EXPECT_GE(during.size(), 1u);
    EXPECT_LE(during.size(), static_cast<std::size_t>(seconds.count()) + 1);
    EXPECT_GE(folded(), before + 10000 - during.size());
    std::this_thread::sleep_for(kWindow);
    ASSERT_EQ(box.run({"open", "/shared/same"}), 0);
    EXPECT_EQ(stands_for(records<Open>(kernel, key, same)), 10001u);
}

TEST_F(FloodLive, RepeatedDenialIsFolded) {
    const auto same = [](const Open& o) { return o.name == "/frozen/same"; };
    host.file("same");
    ASSERT_EQ(box.run({"try", "5000", "open", "/frozen/same", "w"}), 0);
    const auto during = records<Open>(kernel, key, same);
    EXPECT_GE(during.size(), 1u);
    EXPECT_LT(during.size(), 20u);
}

TEST_F(FloodLive, RepeatedFailedExecIsFolded) {
    const auto failed = [](const ExecFailed& f) { return f.filename == "/no/tool"; };
    ASSERT_EQ(box.run({"try", "5000", "exec-path", "/no/tool"}), 0);
    const auto during = records<ExecFailed>(kernel, key, failed);
    EXPECT_GE(during.size(), 1u);
    EXPECT_LT(during.size(), 20u);
}

TEST_F(FloodLive, ContainerOverItsBudgetLosesAloneAndOnlyBulk) {
    auto filter = Kernel::everything();
    filter.config.budget = 100;
    ASSERT_TRUE(kernel.live().set_filter(filter));
    const auto over = [&] { return kernel.live().losses()[OB_KIND_OPEN][OB_LOSS_BUDGET]; };
    const auto before = over();
    ASSERT_EQ(box.run({"open-many", "/shared", "2000"}), 0);
    EXPECT_GT(over(), before);
    Box quiet({{host.path(), "/shared"}});
    const auto quiet_key = key_of(quiet);
    host.file("heard");
    ASSERT_EQ(quiet.run({"open", "/shared/heard"}), 0);
    ASSERT_EQ(box.exec({"/bin/true", "still-seen"}), 0);
    ASSERT_TRUE(kernel.live().set_filter(Kernel::everything()));
    EXPECT_EQ(
        records<Open>(kernel, quiet_key, [](const Open& o) { return o.file.path.container == "/shared/heard"; }).size(),
        1u);
    EXPECT_TRUE(find<decode::Exec>(key, [](const Event&, const decode::Exec& x) {
        return x.args.bytes == std::string_view("/bin/true\0still-seen", 20);
    }));
}

}  // namespace
}  // namespace overboard::test

// SPDX-License-Identifier: Apache-2.0
// What becomes a habit, and what does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline.h"
#include "baseline/text.h"
#include "support/observed.h"

namespace {

using namespace overboard;
using baseline::Baseline;
using baseline::Learn;
using baseline::Store;
using baseline::Verdict;
using test::FileSpec;

constexpr std::uint64_t container = 7;
constexpr std::uint32_t server = 100;
constexpr std::int64_t beginning_s = 1'795'269'731;

struct Doing {
    FileSpec exe{"/usr/bin/dash", ""};
    std::vector<std::string> args{"sh", "-c", "git rev-parse HEAD"};
    std::uint32_t pid = 200, uid = 33, flags = 0;
    std::string layers = "abc";  // of the image
    std::int64_t second = 0;     // when, after an arbitrary beginning
    std::uint64_t in = container;
    bool start_up = true, serving = false, in_lineage = true, known_server = true;
    std::string parent = "/usr/bin/ruby3.1", cwd = "/app";
    std::vector<std::string> loader{};  // LD_... variables
    bool environment_cut = false;
};

class Learning : public testing::Test {
protected:
    std::unique_ptr<base::Redactor> redactor = std::move(*base::Redactor::make({}));
    Baseline learnt{Learn::start_up, Store{}, Store{}};

    void SetUp() override { start(container); }

    void start(std::uint64_t key) {
        test::Observed born{test::armed(key).task(99, 1).event()};
        learnt.look(born.observation(), born);
    }

    enrich::Habits see(const Doing& what, Verdict verdict = Verdict::silent) {
        auto record = test::exec(what.exe);
        record.args(what.args).cwd(what.cwd).user(what.uid, 0).flags(what.flags).loader_variables(what.loader);
        if (what.environment_cut) record.wire().flags |= OB_EXEC_ENV_CUT;
        record.task(what.pid, what.pid).container(what.in);
        if (what.in_lineage && what.serving) record.server(server, 10, 4567, {test::inet("10.0.3.7", 5)});
        if (what.in_lineage && !what.serving) record.server(server, 10, 4567, {});
        test::Observed seen{record.event()};
        seen.process().of_image = what.exe.flags == OB_FILE_OWN_ROOT;
        seen.parent(what.parent, server);
        seen.from_image(what.known_server);
        if (what.start_up) seen.start_up();
        seen.container().layers = what.layers;
        seen.at(beginning_s + what.second);
        seen.habits() = learnt.look(seen.observation(), seen);
        learnt.judged(seen.observation(), seen, verdict, *redactor);
        return seen.observation().habits;
    }
    bool knows(Doing what) {
        what.start_up = false;
        return see(what).learnt;
    }
};

TEST_F(Learning, AWholeExecutionOfTheStartIsAHabit) {
    EXPECT_FALSE(see({}).learnt);
    EXPECT_TRUE(knows({}));
    EXPECT_EQ(learnt.tally().learnt, 1U);
}

TEST_F(Learning, EqualityOfTheWholeOnly) {
    see({});
    const auto other = [](auto change) {
        Doing what;
        change(what);
        return what;
    };
    EXPECT_FALSE(knows(other([](Doing& d) { d.args[2] += " "; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.args = {"sh", "-c", "git", "rev-parse HEAD"}; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.args.emplace_back(); })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.cwd = "/tmp"; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.uid = 0; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.loader = {"LD_PRELOAD=/tmp/x.so"}; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.environment_cut = true; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.parent = "/usr/bin/dash"; })));
    EXPECT_FALSE(knows(other([](Doing& d) { d.exe.container = "/bin/dash"; })));
    EXPECT_TRUE(knows({}));
}

TEST_F(Learning, NothingLaterIsLearnt) {
    Doing late;
    late.start_up = false;
    see(late);
    EXPECT_FALSE(knows(late));
    EXPECT_EQ(learnt.own().size(), 0U);
}

TEST_F(Learning, NothingAfterAWarningIsLearnt) {
    Doing first, alarming, after;
    alarming.args = {"sh", "-c", "curl evil"};
    after.args = {"sh", "-c", "id"};
    see(first);
    see(alarming, Verdict::alarming);
    see(after);
    EXPECT_TRUE(knows(first));
    EXPECT_FALSE(knows(alarming));
    EXPECT_FALSE(knows(after));
    EXPECT_EQ(learnt.tally().ended, 1U);
}

TEST_F(Learning, OnlyFilesOfTheImage) {
    for (const auto change : {+[](Doing& d) { d.exe.flags |= OB_FILE_UPPER; }, +[](Doing& d) { d.exe.flags = 0; },
                              +[](Doing& d) { d.known_server = false; }, +[](Doing& d) { d.flags = OB_TASK_JOINED; },
                              +[](Doing& d) { d.flags = OB_TASK_UNKNOWN; }}) {
        Doing what;
        change(what);
        see(what);
        EXPECT_FALSE(knows(what));
    }
    EXPECT_EQ(learnt.own().size(), 0U);
}

// Bytes that no file can hold: 250 of them are 750 in it, and were the end of the whole file.
TEST_F(Learning, APathThatIsNoUtf8IsNeverAHabit) {
    const auto bad = "/usr/bin/" + std::string(240, '\xff');
    Doing program, parent, overlong, control, fine;
    program.exe.container = bad;
    parent.parent = bad;
    overlong.exe.container = "/usr/bin/\xc0\xaf";
    control.exe.container = "/usr/bin/\n";
    fine.exe.container = "/usr/bin/\xc3\xa9";
    for (const auto& what : {program, parent, overlong, control}) {
        see(what);
        EXPECT_FALSE(knows(what));
    }
    EXPECT_EQ(learnt.own().size(), 0U);
    see(fine);
    EXPECT_TRUE(knows(fine));
    const auto again = baseline::from_text(baseline::to_text(learnt.own()));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->store.size(), 1U);
    EXPECT_EQ(again->skipped, 0U);
}

TEST_F(Learning, AnImageWhoseNameIsNoUtf8OrTooLongTeachesNothing) {
    for (const auto& layers : {std::string("\xff"), std::string(Store::max_image, 'x')}) {
        Doing what;
        what.layers = layers;
        see(what);
    }
    EXPECT_EQ(learnt.own().size(), 0U);
}

TEST_F(Learning, AHabitOfOneImageIsNoneOfAnother) {
    see({});
    test::Observed seen{test::exec(Doing{}.exe)
                            .args(Doing{}.args)
                            .cwd("/app")
                            .user(33, 0)
                            .task(200, 200)
                            .container(container)
                            .server(server, 10, 4567, {})
                            .event()};
    seen.process().of_image = true;
    seen.parent("/usr/bin/ruby3.1", server);
    seen.from_image(true);
    seen.container().layers = "abc";
    EXPECT_TRUE(learnt.look(seen.observation(), seen).learnt);
    seen.container().layers = "abd";
    EXPECT_FALSE(learnt.look(seen.observation(), seen).learnt);
    seen.container().layers.clear();
    EXPECT_FALSE(learnt.look(seen.observation(), seen).learnt);
}

TEST_F(Learning, AContainerWhoseStartWasNotSeenTeachesNothing) {
    Baseline fresh{Learn::start_up, Store{}, Store{}};
    learnt = std::move(fresh);
    see({});
    EXPECT_EQ(learnt.own().size(), 0U);
}

TEST_F(Learning, WhatRanBeforeTheServerListenedCountsWhenItWasItsChild) {
    Doing early;
    early.in_lineage = false;
    see(early);
    EXPECT_EQ(learnt.own().size(), 0U);
    test::Observed listens{test::served().task(server, 0).container(container).server(server, 0, 4567, {}).event()};
    listens.exe("/usr/bin/ruby3.1").start_up();
    listens.process().of_image = true;
    listens.habits() = learnt.look(listens.observation(), listens);
    learnt.judged(listens.observation(), listens, Verdict::silent, *redactor);
    EXPECT_EQ(learnt.own().size(), 1U);
    EXPECT_TRUE(knows({}));
}

TEST_F(Learning, AServerWhosePathIsNoUtf8HasNoHabits) {
    Doing early;
    early.in_lineage = false;
    see(early);
    test::Observed listens{test::served().task(server, 0).container(container).server(server, 0, 4567, {}).event()};
    listens.exe("/srv/\xff").start_up();
    listens.process().of_image = true;
    listens.habits() = learnt.look(listens.observation(), listens);
    learnt.judged(listens.observation(), listens, Verdict::silent, *redactor);
    EXPECT_EQ(learnt.own().size(), 0U);
}

TEST_F(Learning, BelowWhatWasLetPassIsTold) {
    see({});
    Doing shell;
    shell.start_up = false;
    EXPECT_TRUE(see(shell).program);
    // The child of the shell, and the shell that replaces itself.
    Doing child;
    child.exe.container = "/usr/bin/curl";
    child.pid = 200;
    child.start_up = false;
    const auto replaced = see(child);
    EXPECT_TRUE(replaced.below);
    EXPECT_FALSE(replaced.learnt);
    EXPECT_FALSE(replaced.program);
    Doing stranger = child;
    stranger.pid = 300;
    EXPECT_FALSE(see(stranger).below);
}

TEST_F(Learning, ArgumentsVaryOnlyWhenTheyDidUnderRequestsInTraining) {
    const auto mail = [](int n, bool serving) {
        Doing what;
        what.args = {"sh", "-c", "sendmail -f user" + std::to_string(n)};
        what.serving = serving;
        return what;
    };
    for (int n = 0; n < 5; ++n) see(mail(n, false));  // an application's own start is no evidence
    auto other = mail(9, true);
    other.start_up = false;
    EXPECT_FALSE(see(other).usual);
    learnt.use(Learn::training, Store{});
    for (int n = 10; n < 13; ++n) see(mail(n, true), Verdict::alarming);
    EXPECT_TRUE(see(mail(99, true)).usual);
    EXPECT_FALSE(see(mail(99, true)).learnt);
    Doing curl = mail(1, true);
    curl.exe.container = "/usr/bin/curl";
    EXPECT_FALSE(see(curl).usual);
}

TEST_F(Learning, ShippedHabitsCountAndStay) {
    see({});
    Baseline other{Learn::off, Store{}, learnt.own()};
    learnt = std::move(other);
    EXPECT_TRUE(knows({}));
    Doing more;
    more.args = {"sh", "-c", "more"};
    see(more);
    EXPECT_FALSE(knows(more));
    EXPECT_EQ(learnt.own().size(), 0U);
}

TEST_F(Learning, AFloodPushesNothingOut) {
    see({});
    for (int n = 0; n < 5000; ++n) {
        Doing what;
        what.args = {"sh", "-c", std::to_string(n)};
        see(what);
    }
    EXPECT_TRUE(knows({}));
    EXPECT_EQ(learnt.own().size(), Store::Limits{}.habits_per_image);
    EXPECT_EQ(learnt.tally().refused, 5001 - Store::Limits{}.habits_per_image);
}

// One image after the other, each in a container of its own that ends again.
TEST_F(Learning, ANodeThatHasSeenManyImagesGoesOnLearning) {
    learnt = Baseline{Learn::start_up, Store{{.images = 8}}, Store{}};
    const auto image = [](std::uint64_t number) {
        Doing what;
        what.in = 100 + number;
        what.layers = "layer" + std::to_string(number);
        what.second = static_cast<std::int64_t>(number);
        what.pid = static_cast<std::uint32_t>(1000 + number);
        return what;
    };
    start(100);
    see(image(0));  // its container goes on running, and does nothing more
    for (std::uint64_t number = 1; number < 300; ++number) {
        start(100 + number);
        see(image(number));
        test::Observed gone{test::cgroup(OB_CGROUP_RMDIR, 100 + number, "/x").event()};
        learnt.look(gone.observation(), gone);
    }
    EXPECT_EQ(learnt.tally().learnt, 300U);
    EXPECT_EQ(learnt.tally().refused, 0U);
    EXPECT_EQ(learnt.tally().evicted, 292U);
    EXPECT_EQ(learnt.own().images().size(), 8U);
    EXPECT_TRUE(knows(image(0)));
    EXPECT_FALSE(knows(image(292)));
    for (std::uint64_t number = 293; number < 300; ++number) EXPECT_TRUE(knows(image(number))) << number;
}

TEST_F(Learning, WithoutRoomToRememberItNothingIsLetPass) {
    see({});
    Baseline small{Learn::off, Store{}, learnt.own(), {.containers = 10, .early = 10, .marks = 2}};
    learnt = std::move(small);
    Doing what;
    for (std::uint32_t pid = 200; pid < 202; ++pid) {
        what.pid = pid;
        EXPECT_TRUE(see(what).learnt);
    }
    what.pid = 203;
    EXPECT_FALSE(see(what).learnt);
    Doing other;
    other.pid = 300;
    other.args = {"sh"};
    EXPECT_TRUE(see(other).below);
}

TEST_F(Learning, ConnectsThatARuleSpokeOf) {
    const auto connect = [&](const char* address, Verdict verdict, bool start_up = true) {
        test::Observed seen{test::connect_inet(address, 80).task(50, 50).container(container).event()};
        seen.exe("/usr/bin/app");
        seen.process().of_image = true;
        seen.container().layers = "abc";
        if (start_up) seen.start_up();
        seen.habits() = learnt.look(seen.observation(), seen);
        learnt.judged(seen.observation(), seen, verdict, *redactor);
        return seen.observation().habits.learnt;
    };
    connect("10.0.0.1", Verdict::silent);
    connect("169.254.169.254", Verdict::mild);
    EXPECT_FALSE(connect("10.0.0.1", Verdict::silent, false));
    EXPECT_TRUE(connect("169.254.169.254", Verdict::silent, false));
    EXPECT_FALSE(connect("169.254.170.2", Verdict::silent, false));
}

TEST_F(Learning, ExamplesHoldNoSecrets) {
    Doing what;
    what.args = {"sh", "-c", "x", "--password", "hunter2hunter2"};
    see(what);
    const auto& habits = learnt.own().images().begin()->second.chains.begin()->second;
    EXPECT_THAT(habits.begin()->second.example, testing::Not(testing::HasSubstr("hunter2")));
    EXPECT_THAT(habits.begin()->second.example, testing::StartsWith("sh -c x"));
}

}  // namespace

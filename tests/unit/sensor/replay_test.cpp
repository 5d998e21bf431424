// SPDX-License-Identifier: Apache-2.0
// What was judged once is judged again alike, from the recording alone.
#include "sensor/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "engine/engine.h"
#include "sensor/beginning.h"
#include "sensor/recorder.h"
#include "sinks/sink.h"
#include "source/recording_reader.h"
#include "support/record_builder.h"
#include "unit/enrich/fixture.h"
#include "unit/sensor/fake_engine.h"

namespace {

using namespace overboard;
using source::EntryKind;
using testing::HasSubstr;

constexpr std::uint64_t second = 1'000'000'000;

sensor::Ruleset with(std::unique_ptr<engine::Engine> engine) {
    return {std::move(engine), std::move(*base::Redactor::make({})), false};
}
sensor::Ruleset any_exec() { return with(std::make_unique<test::ExecEngine>("any-exec")); }

class ReplayTest : public testing::Test {
protected:
    test::FakeHost host;
    std::function<sensor::Ruleset()> rules = any_exec;
    sensor::Beginning beginning;  // of the live run; afterwards own is what it knew at its end
    std::string file = host.root() + "/recording";
    std::vector<std::string> live, again;
    enrich::Witness* witness = nullptr;  // of the recording being made

    static auto into(std::vector<std::string>& alerts) {
        return
            [&alerts](const incidents::Alert& alert) { alerts.push_back(sinks::render(alert, sinks::Format::json)); };
    }

    // A live run: a container of containerd's, whose shim the host knows, and what happens in it.
    template <class Act>
    void record(Act act) {
        live.clear();
        auto header = source::RecordingHeader::here("1.2.3");
        header.node = "n1";
        auto recorder = sensor::Recorder::create({.file = file, .force = true}, header, {});
        ASSERT_TRUE(recorder) << recorder.error().message;
        auto settings = host.settings();
        settings.realtime_offset_ns.reset();
        settings.witness = &(*recorder)->witness();
        enrich::Enricher enricher(settings);
        auto begun = sensor::ask_beginning(settings.witness, sensor::Occasion::start, [&] { return beginning; });
        baseline::Baseline baseline(begun.learn, std::move(begun.own), std::move(begun.shipped));
        sensor::Counts counts;
        metrics::Registry registry;
        sensor::Pipeline pipeline(
            {enricher, counts, registry, {.node = "n1", .boot_id = header.boot_id}, into(live), &baseline}, rules());
        sensor::Intake intake(enricher, pipeline, recorder->get());
        intake.take(EntryKind::started, {});
        witness = settings.witness;
        act(intake);
        intake.take(EntryKind::end, {});
        beginning.own = baseline.own();
        ASSERT_FALSE((*recorder)->failed()) << (*recorder)->why();
    }

    // As the sensor does it: the shipped habits may be others now.
    void reload(sensor::Intake& intake) {
        (void)sensor::ask_beginning(witness, sensor::Occasion::reload, [&] { return beginning; });
        intake.take(EntryKind::reloaded, {});
    }

    // One rule with this condition.
    void judge_by(const std::string& condition) {
        const auto path = host.root() + "/rules.yaml";
        std::ofstream(path) << "- rule: One\n  id: one\n  desc: One.\n  condition: " << condition
                            << "\n  output: '%proc.exepath'\n  priority: WARNING\n";
        rules = [path] {
            std::vector<engine::Diagnostic> diagnostics;
            auto engine = engine::Engine::load(std::span{&path, 1}, {}, diagnostics);
            if (!engine) throw std::runtime_error(engine.error().message);
            return with(std::move(*engine));
        };
    }

    template <class Builder>
    static void feed(sensor::Intake& intake, const Builder& builder) {
        const auto made = builder.event();
        intake.take(EntryKind::record, {reinterpret_cast<const std::byte*>(made->record), made->record->size});
    }

    // set: how far the wall clock was set forward since the start.
    static void tick(sensor::Intake& intake, std::uint64_t boot_ns, std::int64_t set_ns = 0) {
        const source::Moment now{boot_ns, static_cast<std::int64_t>(boot_ns) + base::realtime_offset_ns() + set_ns};
        intake.take(EntryKind::tick, std::as_bytes(std::span{&now, 1}));
    }

    // Gives what went wrong with the recording, "" for nothing.
    std::string replay() {
        again.clear();
        auto reader = source::RecordingReader::open(file);
        if (!reader) return reader.error().message;
        sensor::Replay replayed((*reader)->header(), rules(), into(again));
        std::string error;
        for (;;) {
            const auto entry = (*reader)->next();
            if (!entry) error = entry.error().message;
            if (!entry || !*entry) break;
            if (const auto done = replayed.take(**entry); !done) return done.error().message;
        }
        if (!error.empty()) replayed.finish();
        EXPECT_EQ(replayed.unanswered(), 0u);
        return error;
    }

    void start_container() const {
        const std::string directory = "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + test::id_a;
        host.write(directory + "/config.json", test::cri_config("/kubepods/pod" + test::pod_uid + "/" + test::id_a));
        host.process({.pid = 50,
                      .parent = 1,
                      .args = {"/usr/bin/containerd-shim-runc-v2", "-id", test::id_a},
                      .cwd = directory});
        host.process({.pid = 60, .parent = 50, .args = {"runc", "create", "--bundle", directory, test::id_a}});
    }

    void container_runs(sensor::Intake& intake) const {
        const std::string cgroup = "/kubepods/pod" + test::pod_uid + "/" + test::id_a;
        feed(intake, test::cgroup(OB_CGROUP_MKDIR, 7, cgroup).task(60, second).time(10 * second));
        feed(intake, test::armed(7).task(100, 11 * second).parent(60, second).time(11 * second));
        feed(intake, test::exec("/bin/sh")
                         .args({"sh", "-c", "mysql --password=hunter2"})
                         .task(100, 11 * second)
                         .container(7)
                         .time(12 * second));
    }
};

TEST_F(ReplayTest, AlertsAreTheSameByteForByteWhenTheMachineIsGone) {
    start_container();
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        host.remove("/proc");
        host.remove("/run");
        for (std::uint32_t pid = 200; pid < 205; ++pid)
            feed(intake, test::exec("/bin/id").args({"id"}).task(pid, pid).container(7).time(13 * second + pid));
        tick(intake, 14 * second);
        tick(intake, 80 * second);
        intake.take(EntryKind::mounts, {});
        reload(intake);
        feed(intake, test::exec("/bin/id").args({"id"}).task(300, 300).container(7).time(81 * second));
    });
    ASSERT_GE(live.size(), 4u);
    EXPECT_THAT(live[0], HasSubstr(R"("name":"web-1","namespace":"prod")"));
    EXPECT_THAT(live[2], HasSubstr(R"("count":4)")) << "repeats are summed up when time says so";
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
}

TEST_F(ReplayTest, KnowsTheHabitsThatTheLiveRunKnew) {
    start_container();
    judge_by("evt.kind = connect and not socket.learnt");
    const auto connects = [&](sensor::Intake& intake) {
        container_runs(intake);
        for (const auto port : {5432, 6379})
            feed(intake, test::connect_inet("10.0.3.20", static_cast<std::uint16_t>(port))
                             .task(100, 11 * second)
                             .container(7)
                             .time(13 * second + static_cast<std::uint64_t>(port)));
    };
    beginning.learn = baseline::Learn::training;
    record([&](sensor::Intake& intake) { connects(intake); });
    ASSERT_EQ(live.size(), 2u) << "nothing was a habit yet";
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
    beginning.learn = baseline::Learn::off;
    record([&](sensor::Intake& intake) {
        connects(intake);
        feed(intake, test::connect_inet("10.0.3.99", 1234).task(100, 11 * second).container(7).time(15 * second));
    });
    ASSERT_EQ(live.size(), 1u) << "the other two are habits";
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
}

// The wall clock is set: alerts bear the new time from the next tick on, and what is folded stays folded for its
// minute.
class SetClock : public ReplayTest, public testing::WithParamInterface<std::int64_t> {
protected:
    static void command(sensor::Intake& intake, std::uint32_t pid, const char* name, std::uint64_t at) {
        feed(intake, test::exec("/bin/busybox").args({name}).task(pid, pid).container(7).time(at * second));
    }
    static std::int64_t wall_ns(const std::string& alert) {
        std::tm date{};
        const auto time = nlohmann::json::parse(alert)["time"].get<std::string>();
        strptime(time.c_str(), "%Y-%m-%dT%H:%M:%S", &date);
        return timegm(&date) * static_cast<std::int64_t>(second) + std::stoll(time.substr(20, 9));
    }
};

TEST_P(SetClock, ChangesTheTimeOfAlertsAndNoWindow) {
    start_container();
    const auto offset_ns = base::realtime_offset_ns();
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        command(intake, 200, "id", 13);
        tick(intake, 14 * second);
        command(intake, 201, "id", 15);
        ASSERT_EQ(live.size(), 2u) << "the second is folded";
        tick(intake, 20 * second, GetParam());
        ASSERT_EQ(live.size(), 2u) << "no window is over";
        command(intake, 202, "id", 21);
        command(intake, 203, "ls", 22);
        ASSERT_EQ(live.size(), 3u) << "folding goes on";
        tick(intake, 72 * second, GetParam());
        ASSERT_EQ(live.size(), 3u);
        tick(intake, 74 * second, GetParam());
        ASSERT_EQ(live.size(), 4u) << "a minute after it began";
    });
    ASSERT_EQ(live.size(), 4u);
    constexpr std::int64_t tolerance = 50'000'000;
    EXPECT_NEAR(wall_ns(live[1]), 13 * 1'000'000'000LL + offset_ns, tolerance);
    EXPECT_NEAR(wall_ns(live[2]), 22 * 1'000'000'000LL + offset_ns + GetParam(), tolerance);
    EXPECT_THAT(live[3], HasSubstr(R"("count":2)"));
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
}

INSTANTIATE_TEST_SUITE_P(ByAnHour, SetClock, testing::Values(-3'600'000'000'000LL, 3'600'000'000'000LL));

// A shell that is there, since the hash is read from the file; the test's own executable may be larger than is hashed.
TEST_F(ReplayTest, HashesOfExecutablesAreInTheRecording) {
    const auto shell = std::filesystem::canonical("/bin/sh").string();
    struct stat found {};
    ASSERT_EQ(stat(shell.c_str(), &found), 0);
    const test::FileSpec exe{"/app", "", static_cast<std::uint32_t>(major(found.st_dev) << 20 | minor(found.st_dev)),
                             found.st_ino};
    start_container();
    host.process({.pid = 500, .parent = 100, .args = {"app"}, .exe = shell, .start_ns = 12 * second});
    judge_by("evt.kind = exec and proc.exe_sha256 exists");
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        feed(intake, test::exec(exe).args({"app"}).task(500, 12 * second).container(7).time(13 * second));
    });
    ASSERT_EQ(live.size(), 1u) << "of the shell's process nothing is to be read";
    EXPECT_THAT(live[0], testing::ContainsRegex("\"proc.exe_sha256\":\"[0-9a-f]{64}\""));
    host.remove("/proc");
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
}

TEST_F(ReplayTest, NoSecretIsInTheFile) {
    start_container();
    host.process(
        {.pid = 400, .parent = 1, .args = {"app", "--token=s3cr3tvalue"}, .exe = "/app", .start_ns = 5 * second});
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        feed(intake, test::open({"/srv/secret=s3cr3tvalue", ""}).task(400, 5 * second).container(7).time(13 * second));
    });
    auto reader = source::RecordingReader::open(file);
    ASSERT_TRUE(reader);
    std::string all;
    for (auto entry = (*reader)->next(); entry && *entry; entry = (*reader)->next())
        all.append(reinterpret_cast<const char*>((*entry)->bytes.data()), (*entry)->bytes.size());
    EXPECT_THAT(all, HasSubstr("--token=[redacted]"));
    EXPECT_THAT(all, HasSubstr("--password=[redacted]"));
    EXPECT_EQ(all.find("hunter2"), all.npos);
    EXPECT_EQ(all.find("s3cr3tvalue"), all.npos);
}

TEST_F(ReplayTest, AFailedExecIsHeldForAsLongAsThen) {
    start_container();
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        feed(intake, test::exec_failed("/usr/local/bin/id").task(100, 11 * second).container(7).time(13 * second));
        tick(intake, 13 * second + second / 2);
        feed(intake, test::exec("/usr/bin/id").args({"id"}).task(100, 11 * second).container(7).time(14 * second));
        feed(intake, test::exec_failed("/usr/local/bin/ls").task(100, 11 * second).container(7).time(15 * second));
    });
    EXPECT_EQ(replay(), "");
    EXPECT_EQ(again, live);
}

TEST_F(ReplayTest, ACutRecordingGivesTheAlertsBeforeTheCut) {
    start_container();
    record([&](sensor::Intake& intake) {
        container_runs(intake);
        for (std::uint32_t pid = 1000; pid < 4000; ++pid)
            feed(intake, test::exec("/bin/x")
                             .args({"x", std::to_string(pid * 7919)})
                             .task(pid, pid)
                             .container(7)
                             .time(13 * second + pid));
    });
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 100);
    EXPECT_THAT(replay(), HasSubstr("is damaged at byte"));
    ASSERT_FALSE(again.empty());
    EXPECT_EQ(again.front(), live.front());
}

TEST(Recollection, AnswersInOrderAndKnowsNothingElse) {
    sensor::Recollection memory;
    const enrich::Question question{enrich::Subject::exe, 5};
    const auto learn = [&](const std::string& answer) {
        const std::string key = question.key();
        const auto size = static_cast<std::uint32_t>(key.size());
        return memory.learn(std::string(reinterpret_cast<const char*>(&size), sizeof size) + key + answer);
    };
    const auto look = [](enrich::AnswerWriter&) { FAIL() << "a replay asks this machine nothing"; };
    ASSERT_TRUE(learn("first"));
    ASSERT_TRUE(learn("second"));
    EXPECT_EQ(memory.answer(question, look), "first");
    EXPECT_EQ(memory.answer(question, look), "second");
    EXPECT_EQ(memory.answer(question, look), "");
    ASSERT_TRUE(learn("third"));
    memory.forget();
    EXPECT_EQ(memory.answer(question, look), "");
    EXPECT_EQ(memory.unanswered(), 2u);
}

TEST(Recollection, RefusesWhatNoRecorderWrites) {
    sensor::Recollection memory;
    EXPECT_FALSE(memory.learn(""));
    EXPECT_FALSE(memory.learn("abc"));
    EXPECT_FALSE(memory.learn(std::string("\xff\xff\xff\xff", 4) + "key"));
    const std::string large = std::string(4, '\0') + std::string(30 << 20, 'x');
    bool refused = false;
    for (int i = 0; i < 8 && !refused; ++i) refused = !memory.learn(large);
    EXPECT_TRUE(refused);
}

}  // namespace

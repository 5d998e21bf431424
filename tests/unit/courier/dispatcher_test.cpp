// SPDX-License-Identifier: Apache-2.0
// A reload that leaves a sink as it is leaves its deliveries as they are; a restart goes on with what is owed.
#include "courier/dispatcher.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "courier/channel.h"
#include "unit/outbox/entries.h"

namespace {

using namespace overboard;
using namespace std::chrono_literals;
using courier::Dispatcher;

bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 500 && !holds(); ++i) std::this_thread::sleep_for(10ms);
    return holds();
}

class DispatcherTest : public testing::Test {
protected:
    test::Directory dir;
    std::mutex mutex;
    std::unique_ptr<courier::Channel> sender;              // the sender's end: the test plays it
    std::atomic<double> chance = 0.001;                    // pauses are short
    std::atomic<std::int64_t> ahead_s = 0, passed_ms = 0;  // the wall clock, and time that went by at once
    std::unique_ptr<Dispatcher> dispatcher;

    void start(std::vector<courier::Output> outputs) {
        Dispatcher::Setup setup;
        setup.spool.directory = dir.path;
        setup.spool.log = [](bool, const std::string&) {};
        setup.node = "n1";
        setup.spawn = [this](int channel) -> base::Result<pid_t> {
            const std::lock_guard lock(mutex);
            sender = std::make_unique<courier::Channel>(fcntl(channel, F_DUPFD_CLOEXEC, 3), courier::max_parcel);
            const pid_t child = fork();
            if (child == 0) pause(), _exit(0);
            return child;
        };
        setup.wall_ns = [this] { return base::realtime_ns() + ahead_s * 1'000'000'000; };
        setup.steady_ms = [this] { return static_cast<std::int64_t>(base::boottime_ns() / 1'000'000) + passed_ms; };
        setup.chance = [this] { return chance.load(); };
        dispatcher = std::make_unique<Dispatcher>(std::move(setup), std::move(outputs));
    }
    void TearDown() override { dispatcher.reset(); }

    // The number of the next request, if one comes in time.
    std::optional<std::uint32_t> request(std::chrono::milliseconds limit = 3s) {
        for (const auto end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;) {
            {
                const std::lock_guard lock(mutex);
                if (auto message = sender ? sender->receive() : std::nullopt; message && *message)
                    return (*message)->id;
            }
            std::this_thread::sleep_for(5ms);
        }
        return {};
    }
    void answer(std::uint32_t number, int status) {
        const std::lock_guard lock(mutex);
        ASSERT_TRUE(sender->send({number, courier::encode(courier::Outcome{status, {}, {}, {}})}));
    }

    static std::vector<courier::Output> webhook(const std::string& url = "http://127.0.0.1:1/") {
        std::vector<courier::Output> out(1);
        out[0].settings.name = "oncall";
        out[0].settings.type = sinks::Type::webhook;
        out[0].settings.url = url;
        return out;
    }
    static std::vector<courier::Output> stream(int fd) {
        std::vector<courier::Output> out(1);
        out[0].settings.name = "stdout";
        out[0].local = sinks::make_stream_sink(fd);
        return out;
    }
    static incidents::Alert alert(const std::string& id, std::size_t bytes = 10) {
        incidents::Alert out;
        out.id = id;
        out.message = std::string(bytes, 'm');
        return out;
    }
    courier::DeliveryStats::Sink only() const {
        const auto sinks = dispatcher->stats().sinks;
        return sinks.empty() ? courier::DeliveryStats::Sink{} : sinks.front();
    }
};

TEST_F(DispatcherTest, ARequestUnderWayIsNotSentAgainByAReload) {
    start(webhook());
    dispatcher->raise(alert("01K1"));
    const auto first = request();
    ASSERT_TRUE(first);
    dispatcher->use(webhook());
    EXPECT_FALSE(request(500ms)) << "its answer is still awaited";
    answer(*first, 200);
    EXPECT_TRUE(eventually([this] { return only().counts.delivered == 1; }));
}

TEST_F(DispatcherTest, AReloadDoesNotForgetThatAReceiverIsDown) {
    start(webhook());
    dispatcher->raise(alert("01K1"));
    for (int i = 0; i < 5; ++i) {
        const auto number = request();
        ASSERT_TRUE(number);
        if (i == 4) chance = 0.9;
        answer(*number, 0);
    }
    ASSERT_TRUE(eventually([this] { return only().circuit_open; }));
    dispatcher->use(webhook());
    EXPECT_FALSE(request(500ms)) << "it is not due";
    EXPECT_TRUE(only().circuit_open);
    dispatcher->use(webhook("http://127.0.0.1:2/"));
    EXPECT_TRUE(request()) << "another receiver is asked at once";
}

TEST_F(DispatcherTest, AReloadEnablesASinkThatSaid410) {
    start(webhook());
    dispatcher->raise(alert("01K1"));
    const auto first = request();
    ASSERT_TRUE(first);
    answer(*first, 410);
    ASSERT_TRUE(eventually([this] { return only().circuit_open; }));
    dispatcher->raise(alert("01K2"));
    EXPECT_FALSE(request(300ms));
    dispatcher->use(webhook());
    EXPECT_TRUE(request());
}

// What was set aside for some minutes, in a run whose clock was a day ahead.
TEST_F(DispatcherTest, WhatAWrongClockPostponedComesAfterTheLongestPause) {
    ahead_s = 24 * 3600;
    start(webhook());
    dispatcher->raise(alert("01K1"));
    for (std::uint64_t i = 1; i <= outbox::failures_to_pass; ++i) {
        const auto number = request();
        ASSERT_TRUE(number);
        if (i == outbox::failures_to_pass) chance = 0.9;
        answer(*number, 500);
    }
    ASSERT_TRUE(eventually([&] { return only().counts.retried == outbox::failures_to_pass; }));
    dispatcher.reset();
    sender.reset();
    chance = 0.001;
    ahead_s = 0;
    start(webhook());
    EXPECT_FALSE(request(300ms));
    passed_ms = outbox::longest_pause_ms + 1000;
    EXPECT_TRUE(request());
}

// A reader that stops in the middle of a line, a reload, and a reader that goes on.
TEST_F(DispatcherTest, ALineThatWasBegunIsEndedOverAReload) {
    for (const bool changed : {false, true}) {  // settings that changed leave the descriptor what it is
        int ends[2];
        ASSERT_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
        const base::Fd in{ends[0]}, out{ends[1]};
        fcntl(out.get(), F_SETPIPE_SZ, 4096);
        start(stream(out.get()));
        dispatcher->raise(alert(changed ? "01K2" : "01K1", 8000));
        ASSERT_TRUE(eventually([this] { return only().counts.retried > 0; }));
        auto outputs = stream(out.get());
        if (changed) outputs[0].settings.min_priority = engine::Priority::error;
        dispatcher->use(std::move(outputs));
        std::string all, part(65536, 0);
        EXPECT_TRUE(eventually([&] {
            for (ssize_t n = 0; (n = read(in.get(), part.data(), part.size())) > 0;)
                all.append(part, 0, static_cast<std::size_t>(n));
            return only().counts.delivered == 1;
        }));
        for (ssize_t n = 0; (n = read(in.get(), part.data(), part.size())) > 0;)
            all.append(part, 0, static_cast<std::size_t>(n));
        EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1);
        EXPECT_EQ(all.find("\"schema\"", all.find("\"schema\"") + 1), all.npos) << "one line, once";
        dispatcher.reset();
    }
}

}  // namespace

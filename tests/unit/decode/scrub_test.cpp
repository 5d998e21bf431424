// SPDX-License-Identifier: Apache-2.0
// Secrets leave a record, and nothing else changes in it.
#include "decode/scrub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "support/record_builder.h"

namespace {

using namespace overboard;

class ScrubTest : public testing::Test {
protected:
    std::unique_ptr<base::Redactor> redactor = std::move(*base::Redactor::make({}));
    base::MemoRedactor args{*redactor}, texts{*redactor};
    decode::Scrubber scrubber{args, texts};
    decode::Decoder decoder;
    std::unique_ptr<test::Decoded> made;

    template <class Builder>
    std::span<const std::byte> bytes(const Builder& builder) {
        made = std::make_unique<test::Decoded>(builder.event());
        return {reinterpret_cast<const std::byte*>((*made)->record), (*made)->record->size};
    }

    template <class Builder>
    const decode::Event& clean(const Builder& builder) {
        const auto out = scrubber.clean(bytes(builder));
        const decode::Event* event = decoder.decode(out);
        if (!event) throw std::logic_error(std::string("no record: ") + decoder.why());
        return *event;
    }
};

TEST_F(ScrubTest, ARecordWithoutASecretIsGivenBackItself) {
    const auto record =
        bytes(test::exec("/usr/bin/curl").args({"curl", "-s", "http://10.0.0.1/"}).task(7, 8).container(9));
    for (int i = 0; i < 2; ++i) {
        const auto out = scrubber.clean(record);
        EXPECT_EQ(out.data(), record.data());
        EXPECT_EQ(out.size(), record.size());
    }
}

TEST_F(ScrubTest, ArgumentsLoseTheirSecretsAndNothingElseChanges) {
    const auto builder = test::exec("/usr/bin/mysql")
                             .args({"mysql", "--password", "hunter2", "-h", "db", "--token=abcdef123456"})
                             .task(7, 8)
                             .container(9)
                             .server(5, 6, 8080, {test::inet("10.0.0.9", 51000)});
    const decode::Event& event = clean(builder);
    const auto& exec = std::get<decode::Exec>(event.body);
    EXPECT_EQ(exec.args.bytes, std::string_view("mysql\0--password\0[redacted]\0-h\0db\0--token=[redacted]", 52));
    EXPECT_FALSE(exec.args.truncated);
    EXPECT_EQ(exec.exe.path.container, "/usr/bin/mysql");
    EXPECT_EQ(event.task.raw->tgid, 7u);
    ASSERT_NE(event.task.server, nullptr);
    EXPECT_EQ(event.task.server->port, 8080);
    const auto again = scrubber.clean({reinterpret_cast<const std::byte*>(event.record), event.record->size});
    EXPECT_EQ(static_cast<const void*>(again.data()), event.record) << "clean now";
}

TEST_F(ScrubTest, WhatWasCutOffStillIs) {
    const decode::Event& event = clean(test::exec("/bin/x").args({"x", "--password=abcdefgh", "yyyyy"}, 3).task(1, 1));
    const auto& argv = std::get<decode::Exec>(event.body).args;
    EXPECT_TRUE(argv.truncated);
    EXPECT_EQ(argv.total - argv.bytes.size(), 3u + 1) << "and the last NUL";
}

TEST_F(ScrubTest, ComponentsOfPathsAndNames) {
    const decode::Event& open = clean(test::open({"/srv/token=abcdef123456/x", ""}).task(1, 1));
    EXPECT_EQ(std::get<decode::Open>(open.body).file.path.container, "/srv/token=[redacted]/x");
    EXPECT_EQ(std::get<decode::Open>(open.body).file.path.filesystem, "/srv/token=[redacted]/x");
    const decode::Event& failed = clean(test::exec_failed("/bin/password=hunter2", ENOENT).task(1, 1));
    EXPECT_EQ(std::get<decode::ExecFailed>(failed.body).filename, "/bin/password=[redacted]");
}

TEST_F(ScrubTest, MoreMarksThanFitLeaveNoSecretBehind) {
    std::vector<std::string> argv{"x"};
    for (int i = 0; i < 300; ++i) argv.push_back("--password=Qz");
    for (int i = 0; i < 40; ++i) argv.emplace_back("-p");
    const auto out = scrubber.clean(bytes(test::exec("/bin/x").args(argv).task(1, 1)));
    const std::string_view text(reinterpret_cast<const char*>(out.data()), out.size());
    EXPECT_EQ(text.find("Qz"), text.npos);
    EXPECT_LE(out.size(), static_cast<std::size_t>(OB_RECORD_MAX));
}

TEST_F(ScrubTest, MalformedRecordsAreNotKept) {
    EXPECT_TRUE(scrubber.clean(bytes(test::exit()).first(40)).empty());
    EXPECT_TRUE(scrubber.clean({}).empty());
}

// A process names itself; the name stands in the record, not behind it.
TEST_F(ScrubTest, AProcessesOwnNameLosesASecretAndKeepsItsLength) {
    const auto named = [this](const std::string& name) {
        const auto record = bytes(test::exec("/usr/bin/true").args({"true"}).container(9));
        std::memcpy(const_cast<std::byte*>(record.data()) + offsetof(ob_record, task.comm), name.c_str(),
                    std::min<std::size_t>(name.size() + 1, OB_COMM_LEN));
        const decode::Event* event = decoder.decode(scrubber.clean(record));
        return std::string(event->task.comm);
    };
    EXPECT_EQ(named("nginx"), "nginx");
    EXPECT_EQ(named("kworker/u4:1"), "kworker/u4:1");
    EXPECT_EQ(named("token=s3cr3tab"), "[redacted]") << "the mark is whole, or it would be none";
    EXPECT_EQ(named("pwd: x"), "pwd: x");
}

}  // namespace

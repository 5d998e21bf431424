// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "base/fd.h"
#include "base/file.h"
#include "sinks/sink.h"
#include "unit/sinks/samples.h"

namespace overboard::sinks {
namespace {

const incidents::Alert& alert() {
    static const incidents::Alert instance = Samples::runtime_socket();
    return instance;
}

struct Pipe {
    base::Fd in, out;
    explicit Pipe(int flags = 0) {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC | flags), 0);
        in.reset(ends[0]);
        out.reset(ends[1]);
    }
    std::string drain() const {
        ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
        std::string all, part(65536, 0);
        for (ssize_t n = 0; (n = ::read(in.get(), part.data(), part.size())) > 0;)
            all.append(part, 0, static_cast<std::size_t>(n));
        return all;
    }
};

TEST(StreamSink, WritesOneLinePerAlert) {
    const Pipe pipe;
    const auto sink = make_stream_sink(pipe.out.get(), Format::json, false);
    ASSERT_TRUE(sink->deliver(alert()));
    ASSERT_TRUE(sink->deliver(alert()));
    const std::string line = render(alert(), Format::json) + "\n";
    EXPECT_EQ(pipe.drain(), line + line);
}

TEST(StreamSink, AReaderThatIsGoneIsAnErrorAndNotASignal) {
    std::signal(SIGPIPE, SIG_DFL);
    Pipe pipe;
    pipe.in.reset();
    const auto sink = make_stream_sink(pipe.out.get(), Format::json, false);
    const auto failed = sink->deliver(alert());
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("gone"), std::string::npos);
    sigset_t pending;
    sigpending(&pending);
    EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

// A reader that stops in the middle of a line, and goes on later: no half line in between.
void expect_whole_lines_after_a_stall(int flags) {
    const Pipe pipe(flags);
    ::fcntl(pipe.out.get(), F_SETPIPE_SZ, 4096);
    const auto sink = make_stream_sink(pipe.out.get(), Format::json, false);
    int delivered = 0, refused = 0;
    while (refused < 3 && delivered < 100) (sink->deliver(alert()) ? delivered : refused)++;
    ASSERT_EQ(refused, 3) << "the pipe is full";
    std::string all = pipe.drain();
    ASSERT_TRUE(sink->deliver(alert()));
    all += pipe.drain();
    const std::string line = render(alert(), Format::json) + "\n";
    ASSERT_EQ(all.size() % line.size(), 0U);
    for (std::size_t at = 0; at < all.size(); at += line.size()) EXPECT_EQ(all.substr(at, line.size()), line);
    EXPECT_GE(all.size() / line.size(), static_cast<std::size_t>(delivered) + 1);
}

TEST(StreamSink, EndsALineItBegan) { expect_whole_lines_after_a_stall(O_NONBLOCK); }
TEST(StreamSink, DoesNotHangOnABlockingPipe) { expect_whole_lines_after_a_stall(0); }

class FileSink : public testing::Test {
protected:
    FileSink() {
        std::string pattern = testing::TempDir() + "overboard-sink-XXXXXX";
        dir_ = ::mkdtemp(pattern.data());
        path_ = dir_ + "/alerts.json";
    }
    ~FileSink() override { std::filesystem::remove_all(dir_); }
    static std::string content(const std::string& path) { return base::read_file(path, 1 << 20).value(); }
    std::string dir_, path_, line_ = render(alert(), Format::json) + "\n";
};

TEST_F(FileSink, AppendsAndIsNotForEverybody) {
    const mode_t before = ::umask(0);
    auto sink = make_file_sink(path_, Format::json).value();
    ::umask(before);
    ASSERT_TRUE(sink->deliver(alert()));
    sink = make_file_sink(path_, Format::json).value();
    ASSERT_TRUE(sink->deliver(alert()));
    EXPECT_EQ(content(path_), line_ + line_);
    struct stat st {};
    ASSERT_EQ(::stat(path_.c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0640U);
}

TEST_F(FileSink, ReopensAfterARotation) {
    const auto sink = make_file_sink(path_, Format::json).value();
    ASSERT_TRUE(sink->deliver(alert()));
    std::filesystem::rename(path_, path_ + ".1");
    ASSERT_TRUE(sink->deliver(alert()));
    ASSERT_TRUE(sink->reopen());
    ASSERT_TRUE(sink->deliver(alert()));
    EXPECT_EQ(content(path_ + ".1"), line_ + line_);
    EXPECT_EQ(content(path_), line_);
}

TEST_F(FileSink, KeepsTheOldFileWhenTheNewOneCannotBeOpened) {
    const auto sink = make_file_sink(path_, Format::json).value();
    std::filesystem::rename(path_, path_ + ".1");
    std::filesystem::create_directory(path_);
    EXPECT_FALSE(sink->reopen());
    EXPECT_TRUE(sink->deliver(alert()));
    EXPECT_EQ(content(path_ + ".1"), line_);
}

TEST_F(FileSink, SaysWhyItCannotOpenAndWhatToDo) {
    const auto none = make_file_sink(dir_ + "/none/alerts.json", Format::json);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("No such file or directory; create its directory first"), std::string::npos)
        << none.error().message;
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    EXPECT_FALSE(make_file_sink(path_, Format::json)) << "a fifo nobody reads must not hold the sensor up";
}

TEST_F(FileSink, AFullDiskIsAnErrorOfThatAlert) {
    const auto sink = make_file_sink("/dev/full", Format::json).value();
    const auto failed = sink->deliver(alert());
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("No space left"), std::string::npos);
}

}  // namespace
}  // namespace overboard::sinks

// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/fd.h"
#include "base/file.h"
#include "sinks/sink.h"
#include "unit/sinks/samples.h"

namespace overboard::sinks {
namespace {

const std::string& body() {
    static const std::string instance = render(Samples::runtime_socket(), Format::json);
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
    const auto sink = make_stream_sink(pipe.out.get());
    ASSERT_TRUE(sink->deliver(body()));
    ASSERT_TRUE(sink->deliver(body()));
    const std::string line = body() + "\n";
    EXPECT_EQ(pipe.drain(), line + line);
}

TEST(StreamSink, AReaderThatIsGoneIsAnErrorAndNotASignal) {
    std::signal(SIGPIPE, SIG_DFL);
    Pipe pipe;
    pipe.in.reset();
    const auto sink = make_stream_sink(pipe.out.get());
    const auto failed = sink->deliver(body());
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
    const auto sink = make_stream_sink(pipe.out.get());
    int delivered = 0, refused = 0;
    while (refused < 3 && delivered < 100) (sink->deliver(body()) ? delivered : refused)++;
    ASSERT_EQ(refused, 3) << "the pipe is full";
    std::string all = pipe.drain();
    ASSERT_TRUE(sink->deliver(body()));
    all += pipe.drain();
    const std::string line = body() + "\n";
    ASSERT_EQ(all.size() % line.size(), 0U);
    for (std::size_t at = 0; at < all.size(); at += line.size()) EXPECT_EQ(all.substr(at, line.size()), line);
    EXPECT_GE(all.size() / line.size(), static_cast<std::size_t>(delivered) + 1);
}

TEST(StreamSink, ALineThatWasBegunAndIsTriedAgainStandsThereOnce) {
    const Pipe pipe(O_NONBLOCK);
    ::fcntl(pipe.out.get(), F_SETPIPE_SZ, 4096);
    const auto sink = make_stream_sink(pipe.out.get());
    const std::string longer = std::string(6000, 'a');
    EXPECT_FALSE(sink->deliver(longer));
    std::string all = pipe.drain();
    EXPECT_TRUE(sink->deliver(longer)) << "tried again, as the outbox does";
    all += pipe.drain();  // a pipe of one page is full with any byte in it
    EXPECT_TRUE(sink->deliver("b"));
    all += pipe.drain();
    EXPECT_EQ(all, longer + "\nb\n");
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
    std::string dir_, path_, line_ = body() + "\n";
};

TEST_F(FileSink, AppendsAndIsNotForEverybody) {
    const mode_t before = ::umask(0);
    auto sink = make_file_sink(path_).value();
    ::umask(before);
    ASSERT_TRUE(sink->deliver(body()));
    sink = make_file_sink(path_).value();
    ASSERT_TRUE(sink->deliver(body()));
    EXPECT_EQ(content(path_), line_ + line_);
    struct stat st {};
    ASSERT_EQ(::stat(path_.c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0777, 0640U);
}

TEST_F(FileSink, ReopensAfterARotation) {
    const auto sink = make_file_sink(path_).value();
    ASSERT_TRUE(sink->deliver(body()));
    std::filesystem::rename(path_, path_ + ".1");
    ASSERT_TRUE(sink->deliver(body()));
    ASSERT_TRUE(sink->reopen());
    ASSERT_TRUE(sink->deliver(body()));
    EXPECT_EQ(content(path_ + ".1"), line_ + line_);
    EXPECT_EQ(content(path_), line_);
}

TEST_F(FileSink, KeepsTheOldFileWhenTheNewOneCannotBeOpened) {
    const auto sink = make_file_sink(path_).value();
    std::filesystem::rename(path_, path_ + ".1");
    std::filesystem::create_directory(path_);
    EXPECT_FALSE(sink->reopen());
    EXPECT_TRUE(sink->deliver(body()));
    EXPECT_EQ(content(path_ + ".1"), line_);
}

TEST_F(FileSink, SaysWhyItCannotOpenAndWhatToDo) {
    const auto none = make_file_sink(dir_ + "/none/alerts.json");
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("No such file or directory; create its directory first"), std::string::npos)
        << none.error().message;
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    EXPECT_FALSE(make_file_sink(path_)) << "a fifo nobody reads must not hold the sensor up";
}

TEST_F(FileSink, RotatesItselfAndKeepsAsManyAsWasAsked) {
    const auto sink = make_file_sink(path_, {.max_bytes = 10, .keep = 2}).value();
    for (const char* line : {"first", "second", "third", "fourth"}) ASSERT_TRUE(sink->deliver(line));
    EXPECT_EQ(content(path_), "fourth\n");
    EXPECT_EQ(content(path_ + ".1"), "third\n");
    EXPECT_EQ(content(path_ + ".2"), "second\n");
    EXPECT_FALSE(std::filesystem::exists(path_ + ".3"));
}

// The rest of a line that was begun: it belongs to the file, not to the descriptor.
TEST_F(FileSink, ALineThatWasBegunIsEndedOverAReopenOfTheSameFile) {
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    const base::Fd reader{::open(path_.c_str(), O_RDONLY | O_NONBLOCK)};
    ::fcntl(reader.get(), F_SETPIPE_SZ, 4096);
    const auto sink = make_file_sink(path_).value();
    const std::string longer(6000, 'a');
    EXPECT_FALSE(sink->deliver(longer));
    ASSERT_TRUE(sink->reopen()) << "as after a reload that was refused";
    std::string all(65536, 0);
    all.resize(static_cast<std::size_t>(::read(reader.get(), all.data(), all.size())));
    EXPECT_TRUE(sink->deliver(longer));
    std::string rest(65536, 0);
    rest.resize(static_cast<std::size_t>(::read(reader.get(), rest.data(), rest.size())));
    EXPECT_EQ(all + rest, longer + "\n");
}

TEST_F(FileSink, AFileThatEndsInHalfALineGetsItsEndFirst) {
    std::ofstream(path_) << "{\"half\":";
    const auto sink = make_file_sink(path_).value();
    EXPECT_EQ(content(path_), "{\"half\":") << "not before there is something to write";
    ASSERT_TRUE(sink->deliver("a"));
    ASSERT_TRUE(sink->deliver("b"));
    EXPECT_EQ(content(path_), "{\"half\":\na\nb\n");
    std::ofstream(path_ + ".new") << "moved here";
    std::filesystem::rename(path_ + ".new", path_);
    ASSERT_TRUE(sink->reopen());
    ASSERT_TRUE(sink->deliver("c"));
    EXPECT_EQ(content(path_), "moved here\nc\n");
}

TEST_F(FileSink, AFullDiskIsAnErrorOfThatAlert) {
    const auto sink = make_file_sink("/dev/full").value();
    const auto failed = sink->deliver(body());
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("No space left"), std::string::npos);
}

}  // namespace
}  // namespace overboard::sinks

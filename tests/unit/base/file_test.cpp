// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/fd.h"
#include "base/file.h"

namespace overboard::base {
namespace {

class ReadFile : public testing::Test {
protected:
    ReadFile() {
        std::string pattern = testing::TempDir() + "overboard-file-XXXXXX";
        dir_ = ::mkdtemp(pattern.data());
    }
    ~ReadFile() override { std::filesystem::remove_all(dir_); }
    std::string make(const std::string& name, const std::string& text) const {
        std::ofstream(dir_ + "/" + name) << text;
        return dir_ + "/" + name;
    }
    std::string dir_;
};

TEST_F(ReadFile, GivesTheWholeFileUpToTheBound) {
    const std::string path = make("f", "0123456789");
    EXPECT_EQ(read_file(path, 10).value(), "0123456789");
    EXPECT_EQ(read_file(path, 4, Excess::cut).value(), "0123");
    const auto too_long = read_file(path, 9);
    ASSERT_FALSE(too_long);
    EXPECT_NE(too_long.error().message.find("longer than the 9 bytes"), std::string::npos);
}

TEST_F(ReadFile, ReadsLongFilesAndFilesOfProc) {
    const std::string long_text(100'000, 'x');
    EXPECT_EQ(read_file(make("long", long_text), 100'000).value(), long_text);
    EXPECT_FALSE(read_file("/proc/self/status", 65536).value().empty()) << "its size says 0";
    EXPECT_EQ(read_file(make("empty", ""), 0).value(), "");
}

TEST_F(ReadFile, NeverBlocksOnWhatIsNoFile) {
    const std::string fifo = dir_ + "/fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_FALSE(read_file(fifo, 10));
    EXPECT_FALSE(read_file("/dev/zero", 10));
    EXPECT_FALSE(read_file(dir_, 10));
    EXPECT_NE(read_file(dir_ + "/none", 10).error().message.find("No such file"), std::string::npos);
}

TEST_F(ReadFile, AtRefusesALinkInTheLastPlace) {
    make("target", "t");
    ASSERT_EQ(::symlink("target", (dir_ + "/link").c_str()), 0);
    const Fd dir(::open(dir_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_EQ(read_file_at(dir.get(), "target", 10).value(), "t");
    EXPECT_FALSE(read_file_at(dir.get(), "link", 10));
}

TEST(WriteAll, WaitsForASlowReader) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    const Fd in(ends[0]), out(ends[1]);
    const std::string text(300'000, 'y');  // several pipes full
    std::string got;
    std::jthread reader([&] {
        std::string buffer(8192, 0);
        while (got.size() < text.size()) {
            const ssize_t n = ::read(in.get(), buffer.data(), buffer.size());
            if (n > 0) got.append(buffer.data(), static_cast<std::size_t>(n));
        }
    });
    EXPECT_TRUE(write_all(out.get(), text, 5000));
    reader.join();
    EXPECT_EQ(got, text);
}

TEST(WriteAll, FailsOnAFullOrClosedPipe) {
    std::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    Fd in(ends[0]);
    const Fd out(ends[1]);
    EXPECT_FALSE(write_all(out.get(), std::string(1 << 20, 'z'), 10));
    in.reset();
    const auto closed = write_all(out.get(), "x");
    ASSERT_FALSE(closed);
    EXPECT_NE(closed.error().message.find("Broken pipe"), std::string::npos);
}

TEST(WriteBytes, DoesNotBlockOnABlockingPipeAndSaysHowFarItCame) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Fd in(ends[0]), out(ends[1]);
    const std::string text(1 << 20, 'z');
    const Written written = write_bytes(out.get(), text, 10);
    EXPECT_EQ(written.error, ETIMEDOUT);
    EXPECT_GT(written.bytes, 0U);
    EXPECT_LT(written.bytes, text.size());
    std::string got(written.bytes, 0);
    EXPECT_EQ(::read(in.get(), got.data(), got.size()), static_cast<ssize_t>(got.size()));
}

TEST(FdTest, ClosesOnceAndMoves) {
    Fd a(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int number = a.get();
    Fd b = std::move(a);
    EXPECT_FALSE(a);  // NOLINT: a moved-from Fd is empty by contract
    EXPECT_EQ(b.get(), number);
    b.reset();
    EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace overboard::base

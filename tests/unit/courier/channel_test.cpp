// SPDX-License-Identifier: Apache-2.0
#include "courier/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace {

using namespace overboard::courier;

struct Pair {
    std::array<int, 2> ends = [] {
        std::array<int, 2> fds{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0);
        return fds;
    }();
};

void write_raw(int fd, std::uint32_t length, std::uint32_t id, const std::string& body) {
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 4);
    std::memcpy(bytes.data() + 4, &id, 4);
    bytes += body;
    ASSERT_EQ(write(fd, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

TEST(Channel, CarriesMessagesInOrder) {
    Pair pair;
    Channel here{pair.ends[0], max_request}, there{pair.ends[1], max_answer};
    EXPECT_FALSE(*there.receive()) << "nothing was sent yet";
    ASSERT_TRUE(here.send({1, "one"}));
    ASSERT_TRUE(here.send({2, ""}));
    EXPECT_EQ((*there.receive())->text, "one");
    EXPECT_EQ((*there.receive())->id, 2u);
    EXPECT_FALSE(*there.receive());
}

TEST(Channel, JoinsAMessageThatComesInPieces) {
    Pair pair;
    Channel here{pair.ends[0], max_request};
    write_raw(pair.ends[1], 6, 7, "met");
    EXPECT_FALSE(*here.receive());
    ASSERT_EQ(write(pair.ends[1], "ric", 3), 3);
    const auto message = here.receive();
    EXPECT_EQ((*message)->text, "metric");
    EXPECT_EQ((*message)->id, 7u);
    close(pair.ends[1]);
}

TEST(Channel, RefusesALengthAboveItsBoundBeforeReadingTheBody) {
    Pair pair;
    Channel here{pair.ends[0], max_request};
    write_raw(pair.ends[1], max_request + 1, 1, "");
    const auto message = here.receive();
    ASSERT_FALSE(message);
    EXPECT_THAT(message.error().message, testing::HasSubstr("too long"));
    close(pair.ends[1]);
}

TEST(Channel, SaysThatTheOtherEndIsGone) {
    Pair pair;
    Channel here{pair.ends[0], max_request};
    close(pair.ends[1]);
    EXPECT_FALSE(here.receive());
    EXPECT_FALSE(here.send({1, "x"}));
}

TEST(Channel, NeverBlocksOnAReaderThatDoesNotRead) {
    Pair pair;
    Channel here{pair.ends[0], max_request}, there{pair.ends[1], max_answer};
    const std::string big(max_answer, 'x');
    ASSERT_TRUE(here.send({3, big}));
    EXPECT_TRUE(here.unsent());
    std::optional<Message> message;
    for (int i = 0; i < 10000 && !message; ++i) {
        message = *there.receive();
        ASSERT_TRUE(here.flush());
    }
    ASSERT_TRUE(message);
    EXPECT_TRUE(message->text == big);
    EXPECT_FALSE(here.unsent());
}

}  // namespace

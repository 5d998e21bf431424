// SPDX-License-Identifier: Apache-2.0
// What sensor and courier say to each other, over a socketpair. The courier asks "metrics" or "health" and
// reports "listening ADDR" or "failed WHY"; the sensor answers with the text asked for, and sends access rules
// unasked, as message 0. Both sides treat
// the other's bytes as hostile: bounded, never blocking longer than they choose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace overboard::courier {

struct Message {
    std::uint32_t id = 0;  // an answer carries its question's, so that a late one is recognised
    std::string text;
};

inline constexpr std::size_t max_request = 1024;    // bytes; a request is a word, or one sentence of failure
inline constexpr std::size_t max_answer = 8 << 20;  // bytes; 10,000 rules make 1.2 MB of metrics

// One end. Never blocks: for an event loop, or with wait().
class Channel {
public:
    // fd: owned, a stream socket; made non-blocking. max_in: longest message accepted, in bytes.
    Channel(int fd, std::size_t max_in);

    // The next whole message, or nothing yet. Fails when the other end is gone or broke the protocol.
    base::Result<std::optional<Message>> receive();
    // Queues the message and writes what the socket takes now. Fails when the other end is gone.
    base::Result<void> send(const Message& message);
    base::Result<void> flush();
    bool unsent() const { return !out_.empty(); }
    int fd() const { return fd_.get(); }

    // Until something can be read (and, with unsent bytes, written) or ms milliseconds passed; false then.
    bool wait(int ms) const;

private:
    base::Fd fd_;
    std::size_t max_in_;
    std::string in_, out_;
};

}  // namespace overboard::courier

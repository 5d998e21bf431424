// SPDX-License-Identifier: Apache-2.0
#include "courier/questions.h"

#include <unistd.h>

namespace overboard::courier {
namespace {

using namespace std::chrono_literals;
constexpr auto answer_within = 2s;
constexpr auto lately = 10s;  // an answer this old still means alive

int whole_ms(Questions::Clock::duration left) {
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}

}  // namespace

// The next answer that is there; what came unasked before it is passed on.
std::optional<Message> Questions::next() {
    for (;;) {
        auto message = channel_.receive();
        if (!message) _exit(0);
        if (!*message || (*message)->id != 0) return std::move(*message);
        told_once_ = true;
        told_((*message)->text);
    }
}

std::optional<std::string> Questions::ask(const std::string& question) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t id = ++last_id_;
    const auto deadline = Clock::now() + answer_within;
    if (!channel_.send({id, question})) _exit(0);
    for (;;) {
        auto answer = next();
        if (answer && answer->id == id) return answered_ = Clock::now(), std::move(answer->text);
        if (answer) continue;  // of a question given up on
        const int left = whole_ms(deadline - Clock::now());
        if (left <= 0 || !channel_.wait(left)) return std::nullopt;
        if (!channel_.flush()) _exit(0);
    }
}

void Questions::listen(std::chrono::milliseconds limit) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return;  // who asks listens as well
    const auto deadline = Clock::now() + limit;
    for (;;) {
        while (next()) continue;
        const int left = whole_ms(deadline - Clock::now());
        if (told_once_ || left <= 0 || !channel_.wait(left)) return;
    }
}

bool Questions::answered_lately() {
    const std::lock_guard lock(mutex_);
    return Clock::now() - answered_ < lately;
}

}  // namespace overboard::courier

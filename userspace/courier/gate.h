// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace overboard::courier {

// Passwords of HTTP's basic authentication, judged. For several threads.
class Gate {
public:
    using Clock = std::chrono::steady_clock;
    // check: whether the hash is the password's; bcrypt() unless a test counts the calls.
    explicit Gate(std::function<bool(const std::string& password, const std::string& hash)> check = bcrypt);

    // users: name -> hash; empty: everybody may come in.
    void use(std::map<std::string, std::string> users);

    enum class Verdict : std::uint8_t { welcome, unauthorized, throttled };
    // header: the value of Authorization, empty when there is none; peer: the client's address. A password that was
    // right before costs one SHA-256, a new one a bcrypt; wrong ones are limited for each address, so that guessing
    // takes neither long to refuse nor the time of those who know theirs.
    Verdict judge(const std::string& header, const std::string& peer, Clock::time_point now);

    static bool bcrypt(const std::string& password, const std::string& hash);

private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point at;
    };
    bool may_try(const std::string& peer, Clock::time_point now);
    std::string digest(const std::string& credentials) const;

    std::function<bool(const std::string&, const std::string&)> check_;
    std::mutex mutex_;
    std::string salt_;
    std::map<std::string, std::string> users_, known_;  // known_: name -> digest of what was right
    std::map<std::string, Bucket> buckets_;
};

}  // namespace overboard::courier

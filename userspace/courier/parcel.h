// SPDX-License-Identifier: Apache-2.0
// What sensor and sender say to each other: a request there, what came of it back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "sinks/request.h"

namespace overboard::courier {

// What came of a request.
struct Outcome {
    int status = 0;  // of HTTP; 0: no answer, and `error` says why
    std::optional<std::int64_t> retry_after_s;
    std::string error;   // one sentence; may stand beside a status whose body was cut short
    std::string answer;  // the first bytes of the answer's body
};

inline constexpr std::size_t max_parcel = 32 << 20;  // bytes; a batch of the largest alerts, and certificates
inline constexpr std::size_t max_outcome = 64 << 10;
inline constexpr std::size_t max_answer_kept = 4096;  // of an answer's body

std::string encode(const sinks::Request& request);
std::string encode(const Outcome& outcome);
// Fail on bytes that encode() did not make.
base::Result<sinks::Request> decode_request(const std::string& bytes);
base::Result<Outcome> decode_outcome(const std::string& bytes);

}  // namespace overboard::courier

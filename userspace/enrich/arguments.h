// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overboard::enrich {

// As many bytes of argv may stand in many short strings: without a bound 4 KiB would cost 130.
inline constexpr std::size_t max_arguments = 256;

// bytes: argv, NUL separated, without the last NUL. Sets truncated when it holds more than max_arguments.
std::vector<std::string> split_arguments(std::string_view bytes, bool& truncated);

}  // namespace overboard::enrich

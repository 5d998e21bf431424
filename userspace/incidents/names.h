// SPDX-License-Identifier: Apache-2.0
// Numbers of the kernel as people write them.
#pragma once

#include <cstdint>
#include <string>

#include "decode/event.h"

namespace overboard::incidents {

// "O_WRONLY|O_APPEND|O_CLOEXEC"; bits without a name follow as one hex number.
std::string open_flags(std::uint32_t flags);

// Positive errno: "EACCES", or its number when it has no name. 0: "".
std::string errno_name(int number);

// Kernel s_dev (major << 20 | minor, include/linux/kdev_t.h): "254:0".
std::string device(std::uint32_t s_dev);

// "10.0.3.7" (also when mapped into IPv6), "fd00:ec2::254"; "" for family 0.
std::string address(const ob_inet& end);
// "10.0.3.7:51122", "[::1]:80".
std::string endpoint(const ob_inet& end);

}  // namespace overboard::incidents

// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <system_error>

namespace overboard::base {

tl::unexpected<Error> fail_errno(const std::string& what, int number) {
    return fail(what + ": " + std::generic_category().message(number));
}

}  // namespace overboard::base

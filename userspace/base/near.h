// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace overboard::base {

// Finds, among the names offered, the one somebody probably meant.
class Nearest {
public:
    explicit Nearest(std::string_view wanted) : wanted_(wanted) {}
    // name must outlive this object.
    void offer(std::string_view name);
    // The nearest within a third of the wanted name's length, the first among equals; "" when none is.
    std::string_view name() const { return best_; }

private:
    std::string_view wanted_, best_;
    std::size_t distance_ = 0;
};

}  // namespace overboard::base

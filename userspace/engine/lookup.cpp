// SPDX-License-Identifier: Apache-2.0
#include "engine/lookup.h"

namespace overboard::engine {

void Lookup::add(const condition::Literal& literal, std::uint32_t target) {
    switch (literal.how) {
        case condition::Literal::How::equals:
            return exact_.add(literal.text, target);
        case condition::Literal::How::begins:
            return begins_.add(literal.text, target);
        case condition::Literal::How::ends:
            return ends_.add(literal.text, target);
        case condition::Literal::How::contains:
            return anywhere_.add(literal.text, target);
    }
}

void Lookup::build() {
    exact_.build();
    begins_.build();
    ends_.build();
    anywhere_.build();
    regexes_.build();
    only_exact_ = begins_.empty() && ends_.empty() && anywhere_.empty() && regexes_.empty();
}

}  // namespace overboard::engine

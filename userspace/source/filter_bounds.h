// SPDX-License-Identifier: Apache-2.0
// A filter that is larger than the kernel's tables is widened until it fits.
#pragma once

#include "bpf/lib/capacity.h"
#include "source/filter.h"

namespace overboard::source {

// The ways of admission that look a name up.
inline constexpr std::uint32_t ob_filter::*admitted_by_name[] = {&ob_filter::open_own, &ob_filter::open_foreign,
                                                                 &ob_filter::change_own, &ob_filter::change_foreign};

inline bool looks_up_names(std::uint32_t admit) {
    return admit == OB_ADMIT_NAMED || admit == OB_ADMIT_WRITES || admit == OB_ADMIT_FILES;
}

// Where a table is too small for the rows, everything passes that would have been looked up in it. Gives a sentence for
// each such table. Rows that stand twice count twice.
inline std::vector<std::string> fit(KernelFilter& filter) {
    std::vector<std::string> out;
    const auto widen = [](std::uint32_t& admit) {
        admit = looks_up_names(admit) ? std::uint32_t{OB_ADMIT_ALL} : admit;
    };
    const auto say = [&](std::size_t rows, const char* what, std::size_t most, const char* passes) {
        out.push_back("the rules name " + std::to_string(rows) + " " + what + ", the kernel's filter takes " +
                      std::to_string(most) + ": " + passes);
    };
    if (filter.names.size() > OB_NAME_ROWS) {
        say(filter.names.size(), "file names", OB_NAME_ROWS, "every open is sent that was to be chosen by its name");
        for (const auto member : admitted_by_name) widen(filter.config.*member);
        for (auto& [magic, admit] : filter.magics) widen(admit);
        filter.names.clear();
    }
    if (filter.addresses.size() > OB_ADDRESS_ROWS || filter.ports.size() > OB_PORT_ROWS) {
        say(filter.addresses.size() + filter.ports.size(), "addresses and ports", OB_ADDRESS_ROWS,
            "every TCP connect is sent");
        filter.config.connect_inet = OB_ADMIT_ALL;
        filter.addresses.clear();
        filter.ports.clear();
    }
    return out;
}

}  // namespace overboard::source

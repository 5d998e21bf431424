// SPDX-License-Identifier: Apache-2.0
// Secrets whose extent only the elements of an argv tell. Internal to base/redact.cpp.
#pragma once

#include <re2/re2.h>

#include <functional>
#include <string>
#include <vector>

namespace overboard::base::redact {

class ArgsRedactor {
public:
    ArgsRedactor();

    // text: redacts one text; gets the elements joined by NUL, so that a secret may stand in the next one.
    // Gives as many elements as it took, fewer only where one secret (a PEM block) spans several.
    std::vector<std::string> redact(std::vector<std::string> args,
                                    const std::function<std::string(std::string)>& text) const;

private:
    void redact_element(std::vector<std::string>& args, std::size_t i) const;
    RE2 option_with_value_, assignment_, header_, option_;
};

}  // namespace overboard::base::redact

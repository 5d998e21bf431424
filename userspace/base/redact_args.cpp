// SPDX-License-Identifier: Apache-2.0
#include "base/redact_args.h"

#include "base/redact_checks.h"
#include "base/redact_rules.h"
#include "base/text.h"

namespace overboard::base::redact {
namespace {

constexpr std::string_view mark = "[redacted]";

// Replaces what the pattern's group holds, to the end of the element. True when it did.
bool hide_rest(std::string& element, const RE2& pattern) {
    re2::StringPiece secret;
    if (!RE2::FullMatch(element, pattern, &secret) || is_plain_value({secret.data(), secret.size()})) return false;
    element.replace(static_cast<std::size_t>(secret.data() - element.data()), secret.size(), mark);
    return true;
}

// "sh -c", "ruby -e": the next element is a program, not one value.
bool takes_program(std::string_view option) {
    return option.size() >= 2 && option[0] == '-' && option[1] != '-' && (option.back() == 'c' || option.back() == 'e');
}

}  // namespace

ArgsRedactor::ArgsRedactor()
    : option_with_value_(element_patterns().option_with_value, RE2::Latin1),
      assignment_(element_patterns().assignment, RE2::Latin1),
      header_(element_patterns().header, RE2::Latin1),
      option_(element_patterns().option, RE2::Latin1) {}

void ArgsRedactor::redact_element(std::vector<std::string>& args, std::size_t i) const {
    std::string& element = args[i];
    if (i > 0 && RE2::FullMatch(args[i - 1], option_) && is_option_secret(args[i - 1], element)) {
        element = mark;
        return;
    }
    if (hide_rest(element, option_with_value_)) return;
    if (i > 0 && takes_program(args[i - 1])) return;
    if (!hide_rest(element, header_)) hide_rest(element, assignment_);
}

std::vector<std::string> ArgsRedactor::redact(std::vector<std::string> args,
                                              const std::function<std::string(std::string)>& text) const {
    if (args.empty()) return args;
    for (std::size_t i = args.size(); i-- > 0;)
        redact_element(args, i);  // from the end: looks at untouched ones before
    const std::string joined = text(join(args, std::string_view("\0", 1)));
    std::vector<std::string> out;
    for (const std::string_view element : split(joined, '\0')) out.emplace_back(element);
    return out;
}

}  // namespace overboard::base::redact

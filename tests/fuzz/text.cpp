// SPDX-License-Identifier: Apache-2.0
// Any bytes, as what a container names its things: what is shown is clean, bounded, and redacted once for all.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/redact.h"
#include "base/text.h"

namespace {

using namespace overboard::base;

void expect(bool held) {
    if (!held) std::abort();
}

const Redactor& redactor() {
    static const auto instance = Redactor::make({}).value();
    return *instance;
}

std::vector<std::string> elements(std::string_view bytes) {
    std::vector<std::string> out;
    for (const std::string_view element : split(bytes, '\0')) out.emplace_back(element);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string shown = printable(bytes);
    expect(printable(shown) == shown);
    for (const std::size_t bound : {0, 3, 16, 1024}) {
        const std::string part = cut(shown, bound);
        expect(part.size() <= bound && printable(part) == part);
    }
    (void)json_quote(bytes);
    expect(redactor().text("password=" + std::string(bytes)).find("password=") == 0);
    const auto argv = elements(bytes);
    const auto redacted = redactor().args(argv);
    expect(!redacted.empty() && redacted.size() <= argv.size());
    return 0;
}

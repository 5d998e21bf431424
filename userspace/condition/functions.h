// SPDX-License-Identifier: Apache-2.0
// The functions of a condition, Falco's transformers: name, what it takes and what it gives stand in one row.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fields/field.h"

namespace overboard::condition {

// A value that owns its bytes. Addresses are text here, as people write them.
using Owned = std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<std::string>>;

// A value that is present and no list, as text: "true", "40".
std::string shown(const Owned& value);

struct Function {
    std::string_view name, doc;
    unsigned parts;  // fewest arguments; the most, too, unless variadic
    bool variadic;
    // What it gives for arguments of these types; nothing: it does not take them.
    std::optional<fields::Type> (*type)(std::span<const fields::Type>);
    // None of the arguments is absent, and they have the types that type() said yes to.
    Owned (*apply)(std::vector<Owned>&& parts);
};

std::span<const Function> functions();
const Function* find_function(std::string_view name);

}  // namespace overboard::condition

// SPDX-License-Identifier: Apache-2.0
// One function per row of OB_EVENTS, each in its own file: a row without one does not link.
#pragma once

#include <variant>

#include "decode/reader.h"

namespace overboard::decode {

template <ob_kind kind>
using BodyOf = std::variant_alternative_t<kind - 1, Body>;

static_assert(std::variant_size_v<Body> == OB_KINDS - 1, "Body: one alternative per row of OB_EVENTS");

// Fills the body from a record whose size and common part have been checked. False: the reader knows why.
#define X(upper, lower, ring) bool fill(const ob_event_##lower& wire, Reader& reader, BodyOf<OB_KIND_##upper>& body);
OB_EVENTS(X)
#undef X

}  // namespace overboard::decode

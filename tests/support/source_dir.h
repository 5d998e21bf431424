// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace overboard::test {

// The tree's root, absolute. Only the one object behind it holds that path: trees share a compiler cache.
const char* source_dir();

}  // namespace overboard::test

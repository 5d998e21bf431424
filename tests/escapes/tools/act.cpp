// SPDX-License-Identifier: Apache-2.0
// act ACTION WORDS...: one of the actions of tests/support/*actions.cpp; ends with 0, or the errno of what failed.
#include "support/actions.h"
#include "support/agent.h"

int main(int argc, char** argv) {
    const int status = overboard::test::inside_main(argc, argv);
    return status >= 0 ? status : overboard::test::perform({argv + 1, argv + argc});
}

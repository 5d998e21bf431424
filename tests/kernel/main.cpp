// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/agent.h"

int main(int argc, char** argv) {
    if (const int status = overboard::test::inside_main(argc, argv); status >= 0) return status;
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

// SPDX-License-Identifier: Apache-2.0
#include "incidents/names.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "support/record_builder.h"

namespace overboard::incidents {
namespace {

TEST(OpenFlags, NamesAccessModeAndBits) {
    EXPECT_EQ(open_flags(O_RDONLY), "O_RDONLY");
    EXPECT_EQ(open_flags(O_WRONLY | O_APPEND | O_CLOEXEC), "O_WRONLY|O_APPEND|O_CLOEXEC");
    EXPECT_EQ(open_flags(O_RDWR | O_CREAT | O_TRUNC), "O_RDWR|O_CREAT|O_TRUNC");
    EXPECT_EQ(open_flags(3), "O_ACCMODE");
}

TEST(OpenFlags, CompositeFlagsStandAlone) {
    EXPECT_EQ(open_flags(O_SYNC), "O_RDONLY|O_SYNC");
    EXPECT_EQ(open_flags(O_DSYNC), "O_RDONLY|O_DSYNC");
    EXPECT_EQ(open_flags(O_TMPFILE | O_RDWR), "O_RDWR|O_TMPFILE");
    EXPECT_EQ(open_flags(O_DIRECTORY | O_PATH), "O_RDONLY|O_DIRECTORY|O_PATH");
}

TEST(OpenFlags, UnknownBitsShowAsANumberAndImpliedOnesNotAtAll) {
    EXPECT_EQ(open_flags(0x80000000U), "O_RDONLY|0x80000000");
#ifdef __x86_64__
    EXPECT_EQ(open_flags(0100000), "O_RDONLY") << "O_LARGEFILE";
#endif
}

TEST(Errno, HasItsName) {
    EXPECT_EQ(errno_name(EACCES), "EACCES");
    EXPECT_EQ(errno_name(0), "");
    EXPECT_EQ(errno_name(4095), "4095");
}

TEST(Device, SplitsTheKernelsNumber) { EXPECT_EQ(device(254U << 20 | 3), "254:3"); }

TEST(Endpoint, ShowsMappedAddressesAsV4AndBracketsV6) {
    EXPECT_EQ(endpoint(test::inet("10.0.3.7", 51122)), "10.0.3.7:51122");
    EXPECT_EQ(endpoint(test::inet("::ffff:10.0.3.7", 80)), "10.0.3.7:80");
    EXPECT_EQ(endpoint(test::inet("::1", 80)), "[::1]:80");
    EXPECT_EQ(address(test::inet("fd00:ec2::254", 80)), "fd00:ec2::254");
    EXPECT_EQ(endpoint(ob_inet{}), "");
}

}  // namespace
}  // namespace overboard::incidents

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by 32-bit socketcall
# expect: packet-socket warning
act socket32 17 3 0x300
status=$?
[ $status != 38 ] || { echo "the kernel has no 32-bit entry" && exit 77; }
exit $status

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: packet-socket warning
act uring-socket plain 17 3 768
status=$?
[ $status != 22 ] || { echo "the kernel makes no sockets by io_uring" && exit 77; }
exit $status

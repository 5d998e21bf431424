#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a connection by 32-bit system calls
# expect: compat-syscall informational
standin unix /tmp/s &
sleep 0.3
act connect-unix32 /tmp/s || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }
kill $!

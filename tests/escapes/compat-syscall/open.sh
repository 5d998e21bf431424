#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a 32-bit system call
# expect: compat-syscall informational
act open32 /etc/hostname r || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

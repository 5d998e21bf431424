#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: modprobe-path critical
# container: privileged
[ -e /proc/sys/kernel/modprobe ] || { echo "the kernel has no modules" && exit 77; }
act uring-open plain /proc/sys/kernel/modprobe w

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the path of modprobe opened for writing
# expect: modprobe-path critical
# container: privileged
[ -e /proc/sys/kernel/modprobe ] || { echo "the kernel has no modules" && exit 77; }
: >>/proc/sys/kernel/modprobe

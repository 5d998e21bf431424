#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the mask that allows it
# expect: sysrq critical
# container: privileged
[ -e /proc/sys/kernel/sysrq ] || { echo "the kernel has no sysrq" && exit 77; }
: >>/proc/sys/kernel/sysrq

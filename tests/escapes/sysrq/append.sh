#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the system request trigger opened for writing
# expect: sysrq critical
# container: privileged
[ -e /proc/sysrq-trigger ] || { echo "the kernel has no sysrq" && exit 77; }
: >>/proc/sysrq-trigger

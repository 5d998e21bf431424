#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the 32-bit entry
# expect: core-pattern critical
# container: privileged
act open32 /proc/sys/kernel/core_pattern w || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

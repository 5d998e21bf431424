#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the uevent helper opened for writing
# expect: uevent-helper critical
# container: privileged
[ -e /sys/kernel/uevent_helper ] || { echo "the kernel has no uevent helper" && exit 77; }
: >>/sys/kernel/uevent_helper

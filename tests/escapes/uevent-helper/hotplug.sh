#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its other file, in procfs
# expect: uevent-helper critical
# container: privileged
[ -e /proc/sys/kernel/hotplug ] || { echo "the kernel has no uevent helper" && exit 77; }
: >>/proc/sys/kernel/hotplug

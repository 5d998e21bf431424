#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another file where /dev/console should be
# expect: masked-path critical
# container: privileged
: >/dev/console2 && mount --bind /proc/sys/kernel/core_pattern /dev/console2 && [ ! -e /dev/console ] && : >/dev/console; mount --bind /proc/sys/kernel/core_pattern /dev/console && act open /dev/console w

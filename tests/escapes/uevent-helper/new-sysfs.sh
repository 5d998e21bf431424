#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a sysfs that the container mounted
# expect: uevent-helper critical
# container: privileged
mkdir /srv/sys && mount -t sysfs none /srv/sys || exit
[ -e /srv/sys/kernel/uevent_helper ] || { echo "the kernel has no uevent helper" && exit 77; }
: >>/srv/sys/kernel/uevent_helper

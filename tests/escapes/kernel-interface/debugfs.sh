#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: debugfs mounted and read
# expect: kernel-interface warning
# container: privileged
mkdir /srv/d && mount -t debugfs none /srv/d || { echo "the kernel has no debugfs" && exit 77; }
find /srv/d -maxdepth 2 -type f -perm -400 -exec head -c 1 {} \; 2>/dev/null | grep -q . && exit 0
echo "debugfs is empty" && exit 77

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: debugfs mounted and a file of it opened
# expect: kernel-interface warning
# container: privileged
mkdir /srv/d && mount -t debugfs none /srv/d || { echo "the kernel has no debugfs" && exit 77; }
file=$(find /srv/d -maxdepth 2 -type f -perm -400 | head -n 1)
[ -n "$file" ] || { echo "debugfs is empty" && exit 77; }
act open "$file" r

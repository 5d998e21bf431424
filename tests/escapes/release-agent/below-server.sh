#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a shell that a server started, through a symbolic link
# expect: release-agent critical
# container: cap=SYS_ADMIN unmasked host=cgroup
# server: yes
mkdir /hierarchy && mount -t cgroup -o "none,name=overboard-$(cut -c1-8 /proc/sys/kernel/random/uuid)" none /hierarchy || { echo "no hierarchy of version 1 can be mounted" && exit 77; }
ln -s /hierarchy/release_agent /tmp/x && : >>/tmp/x && umount /hierarchy

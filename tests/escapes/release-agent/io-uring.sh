#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, in a hierarchy of its own
# expect: release-agent critical
# container: cap=SYS_ADMIN unmasked host=cgroup
mkdir /hierarchy && mount -t cgroup -o "none,name=overboard-$(cut -c1-8 /proc/sys/kernel/random/uuid)" none /hierarchy || { echo "no hierarchy of version 1 can be mounted" && exit 77; }
act uring-open sqpoll /hierarchy/release_agent w && umount /hierarchy

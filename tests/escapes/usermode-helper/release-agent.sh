#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program of the container, run by the kernel through release_agent of a cgroup hierarchy of its own
# expect: usermode-helper critical
# container: privileged host=cgroup mount=@where:/where
mkdir /hierarchy && mount -t cgroup -o "none,name=overboard-$(cut -c1-8 /proc/sys/kernel/random/uuid)" none /hierarchy || exit 1
cp /bin/true /helper
mkdir /hierarchy/inner
echo 1 >/hierarchy/inner/notify_on_release
echo "$(cat /where)/helper" >/hierarchy/release_agent
sh -c 'echo $$ >/hierarchy/inner/cgroup.procs'
sleep 2 # the kernel runs it by a work queue
rmdir /hierarchy/inner
umount /hierarchy

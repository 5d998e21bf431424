#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another process put into a cgroup beside the container
# expect: cgroup-drift critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cgroups:rw
top=/cgroups
for controller in memory pids; do [ ! -e "/cgroups/$controller/cgroup.procs" ] || top=/cgroups/$controller; done
sleep 5 &
drift=$top/drift-$(cat /proc/sys/kernel/random/uuid) # every container's first process is 1
mkdir "$drift" && echo $! >"$drift/cgroup.procs" || exit
kill $! && sleep 0.2
rmdir "$drift"

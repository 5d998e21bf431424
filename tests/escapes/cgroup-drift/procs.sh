#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its own pid written to a cgroup of its own making, beside its container's
# expect: cgroup-drift critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cgroups:rw
top=/cgroups
for controller in memory pids; do [ ! -e "/cgroups/$controller/cgroup.procs" ] || top=/cgroups/$controller; done
drift=$top/drift-$(cat /proc/sys/kernel/random/uuid) # every container's first process is 1
mkdir "$drift" && sh -c "echo \$\$ >$drift/cgroup.procs"
sleep 0.2
rmdir "$drift"

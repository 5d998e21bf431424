#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its own pid written to a cgroup of its own making, beside its container's
# expect: cgroup-drift critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cgroups:rw
top=/cgroups
for controller in memory pids; do [ ! -e "/cgroups/$controller/cgroup.procs" ] || top=/cgroups/$controller; done
mkdir "$top/drift$$" && sh -c "echo \$\$ >$top/drift$$/cgroup.procs"
sleep 0.2
rmdir "$top/drift$$"

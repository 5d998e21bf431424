#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its pid written to the topmost cgroup
# expect: cgroup-drift critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cgroups:rw
top=/cgroups
for controller in memory pids; do [ ! -e "/cgroups/$controller/cgroup.procs" ] || top=/cgroups/$controller; done
sh -c "echo \$\$ >$top/cgroup.procs"

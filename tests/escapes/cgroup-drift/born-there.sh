#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a child born in another cgroup by clone3
# expect: cgroup-drift critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cgroups:rw
[ -e /cgroups/cgroup.procs ] || { echo "containers are in no cgroup of version 2 here" && exit 77; }
drift=/cgroups/drift-$(cat /proc/sys/kernel/random/uuid) # every container's first process is 1
mkdir "$drift" && act clone-into "$drift"
status=$?
sleep 0.2
rmdir "$drift"
[ "$status" != 22 ] || { echo "the kernel cannot bear children into cgroups" && exit 77; }
exit "$status"

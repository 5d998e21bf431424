#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the switch of a cgroup of its own making, as a nested runtime opens it
# expect: sensor-tamper warning
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cg:rw
for hierarchy in /cg/freezer /cg; do
    own=$hierarchy$(sed -n "s/^[0-9]*:\(freezer\|\):\(.*\)/\2/p" /proc/self/cgroup | head -n 1)/inner
    mkdir "$own" 2>/dev/null && break
done
switch=$(ls "$own"/freezer.state "$own"/cgroup.freeze 2>/dev/null | head -n 1)
[ -n "$switch" ] || { echo "no cgroup can be made" && exit 77; }
act open "$switch" w
status=$?
rmdir "$own"
exit $status

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the switch that freezes a cgroup of the host, opened for writing
# expect: sensor-tamper critical
# container: privileged host=cgroup mount=/sys/fs/cgroup:/cg:rw
switch=$(ls /cg/freezer/*/freezer.state /cg/*/cgroup.freeze 2>/dev/null | head -n 1)
[ -n "$switch" ] || { echo "no cgroup beside the first" && exit 77; }
act open "$switch" w

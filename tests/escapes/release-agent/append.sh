#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a cgroup hierarchy's release_agent opened for writing
# expect: release-agent critical
# container: privileged mount=/sys/fs/cgroup:/cg:rw
agent=$(find /cg -maxdepth 2 -name release_agent | head -n 1)
[ -n "$agent" ] || { echo "no cgroup v1 hierarchy" && exit 77; }
: >>"$agent"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a container inside a privileged container, as docker-in-docker has it
# at-most: warning
# container: privileged fs=cgroup:/sys/fs/cgroup:rw
# needs: runc
mkdir -p /srv/inner/rootfs && cd /srv/inner || exit
mount -t tmpfs tmpfs rootfs && mkdir -p rootfs/bin rootfs/proc rootfs/dev rootfs/sys && cp /opt/case/bin/act rootfs/bin/ || exit
runc spec || exit
sed -i -e 's/"terminal": true/"terminal": false/' -e 's#"sh"#"/bin/act", "nothing"#' -e '/"rlimits"/,/\]/d' config.json
runc --root /srv/runc run inner

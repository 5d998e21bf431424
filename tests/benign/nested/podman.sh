#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a real podman runs a container inside a privileged container
# at-most: warning
# container: privileged fs=cgroup:/sys/fs/cgroup:rw
# needs: podman runc
# timeout: 90
printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n' >/srv/containers.conf
export CONTAINERS_CONF=/srv/containers.conf
mkdir -p /srv/root/bin /srv/root/proc /srv/root/dev /srv/root/sys /srv/root/etc /srv/root/run /srv/root/tmp && cp /opt/case/bin/act /srv/root/bin/ || exit
mount -t tmpfs tmpfs /srv/root/run
podman --storage-driver vfs --root /tmp/store --runroot /tmp/runroot --cgroup-manager cgroupfs --events-backend file --runtime runc run --rm \
    --network none --rootfs /srv/root /bin/act nothing

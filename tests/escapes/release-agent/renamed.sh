#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file itself bound to a harmless name
# expect: release-agent critical
# container: cap=SYS_ADMIN unmasked host=cgroup
mkdir /hierarchy && mount -t cgroup -o "none,name=overboard-$(cut -c1-8 /proc/sys/kernel/random/uuid)" none /hierarchy || { echo "no hierarchy of version 1 can be mounted" && exit 77; }
: >/srv/notes && mount --bind /hierarchy/release_agent /srv/notes && : >>/srv/notes && umount /srv/notes /hierarchy

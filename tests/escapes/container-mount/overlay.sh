#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc below an overlay
# expect: container-mount warning
# container: cap=SYS_ADMIN mount=/etc:/data
mkdir /srv/m /tmp/u /tmp/w && mount -t overlay -o lowerdir=/data,upperdir=/tmp/u,workdir=/tmp/w none /srv/m

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc moved to another name
# expect: container-mount critical
# container: cap=SYS_ADMIN mount=/etc:/data
# needs: mount
mkdir /srv/m && mount --make-rprivate / && mount --move /data /srv/m

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a symbolic link
# expect: host-mount-write alert
# container: mount=@home:/data:rw
ln -s /data/.ssh/authorized_keys /tmp/log
echo x >>/tmp/log

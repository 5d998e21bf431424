#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the 32-bit entry
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act open32 /data/.ssh/authorized_keys w || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

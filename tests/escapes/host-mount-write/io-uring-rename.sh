#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same by io_uring
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act uring-rename plain /data/.ssh/new /data/.ssh/authorized_keys

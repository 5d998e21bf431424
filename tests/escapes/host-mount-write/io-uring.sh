#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act uring-open plain /data/.ssh/authorized_keys w

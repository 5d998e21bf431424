#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by creat, which few programs still use
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act creat /data/.ssh/authorized_keys

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file cut to nothing by creat
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act creat /data/.ssh/authorized_keys

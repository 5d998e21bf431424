#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a set-user-id bit on a program of the host
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act chmod /data/.ssh/new 4755

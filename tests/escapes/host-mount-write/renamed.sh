#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a key moved into its place, opened nowhere
# expect: host-mount-write alert
# container: mount=@home:/data:rw
act rename /data/.ssh/new /data/.ssh/authorized_keys

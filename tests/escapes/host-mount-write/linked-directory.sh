#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same by way of a link of the container's
# expect: host-mount-write alert
# container: mount=@home:/data:rw
ln -s /data/.ssh /way
act rename /way/new /way/authorized_keys

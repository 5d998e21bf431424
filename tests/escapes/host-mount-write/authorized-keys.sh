#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a key appended to a user's authorized_keys
# expect: host-mount-write alert
# container: mount=@home:/data:rw
echo ssh-ed25519 AAAA >>/data/.ssh/authorized_keys

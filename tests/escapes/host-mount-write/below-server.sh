#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same, by a shell that a server started
# expect: host-mount-write alert
# container: mount=@home:/data:rw
# server: yes
echo ssh-ed25519 AAAA >>/data/.ssh/authorized_keys

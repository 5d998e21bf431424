#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc/shadow, through a read-only mount of its directory under another name
# expect: host-mount-read critical
# container: mount=/etc:/data
# server: yes
grep -q root /data/shadow

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc/shadow, its directory mounted under another name
# expect: host-mount-read critical
# container: mount=/etc:/data
grep -q root /data/shadow

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a symbolic link
# expect: host-mount-read critical
# container: mount=/etc:/data
ln -s /data/shadow /tmp/prices.txt
grep -q root /tmp/prices.txt

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same, by a shell that a server started
# expect: host-mount-read critical
# container: mount=/etc:/data
# server: yes
grep -q root /data/shadow

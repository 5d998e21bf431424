#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by /proc/self/cwd
# expect: host-mount-read critical
# container: mount=/etc:/data
cd /data && grep -q root /proc/self/cwd/shadow

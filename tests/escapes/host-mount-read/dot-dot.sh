#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by .. and /proc/self/root
# expect: host-mount-read critical
# container: mount=/etc:/data
grep -q root /proc/self/root/usr/../data/ssl/../shadow

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the 32-bit entry
# expect: host-mount-read critical
# container: mount=/etc:/data
act open32 /data/shadow r || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

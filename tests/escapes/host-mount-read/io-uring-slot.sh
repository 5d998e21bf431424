#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, into a fixed file slot
# expect: host-mount-read critical
# container: mount=/etc:/data
act uring-open slot /data/shadow || { [ $? = 22 ] && echo "this kernel cannot" && exit 77; }

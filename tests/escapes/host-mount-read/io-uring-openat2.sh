#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring's openat2
# expect: host-mount-read critical
# container: mount=/etc:/data
act uring-open openat2 /data/shadow || { [ $? = 22 ] && echo "this kernel cannot" && exit 77; }

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, by the kernel's thread
# expect: host-mount-read critical
# container: mount=/etc:/data
act uring-open sqpoll /data/shadow || { [ $? = 22 ] && echo "this kernel cannot" && exit 77; }

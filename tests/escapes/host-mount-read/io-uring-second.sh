#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, second of a linked chain
# expect: host-mount-read critical
# container: mount=/etc:/data
act uring-open second /data/shadow || { [ $? = 22 ] && echo "this kernel cannot" && exit 77; }

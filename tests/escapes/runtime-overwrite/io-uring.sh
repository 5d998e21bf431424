#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: runtime-overwrite critical
sleep 5 &
sleep 0.2
act uring-open plain "/proc/$!/exe" w
status=$?
[ "$status" != 0 ] || { echo "this kernel's overlay makes a copy, and what runs is not overwritten" && exit 77; }
[ "$status" = 26 ]

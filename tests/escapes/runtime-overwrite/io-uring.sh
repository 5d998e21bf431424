#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: runtime-overwrite critical
sleep 5 &
sleep 0.2
act uring-open plain "/proc/$!/exe" w
[ $? = 26 ]

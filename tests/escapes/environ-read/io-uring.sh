#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: environ-read warning
TOKEN=secret sleep 5 &
sleep 0.2
act uring-open plain /proc/$!/environ

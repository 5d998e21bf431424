#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell by a hard link
# expect: web-exec critical
ln /usr/bin/dash /usr/bin/worker
server run &
server ask /usr/bin/worker -c "echo got" | grep -q got

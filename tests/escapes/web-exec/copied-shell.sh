#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell copied under a harmless name
# expect: web-exec critical
cp /bin/dash /usr/local/bin/worker
server run &
server ask /usr/local/bin/worker -c "echo got" | grep -q got

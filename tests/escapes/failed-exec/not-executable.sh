#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program dropped where execution is forbidden
# expect: failed-exec warning
cp /usr/bin/id /dev/shm/render
server run &
server ask /dev/shm/render >/dev/null
[ $? = 127 ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tool asked for that is not there
# expect: failed-exec warning
rm -f /bin/docker
server run &
server ask /bin/docker ps >/dev/null
[ $? = 127 ]

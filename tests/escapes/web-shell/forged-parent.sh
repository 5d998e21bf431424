#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a child that the kernel counts as a sibling of its maker
# expect: web-shell critical
server run &
server ask evade sibling /bin/sh -c ': >/tmp/done'
sleep 1
[ -e /tmp/done ]

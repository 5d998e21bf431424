#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: 300,000 harmless opens before it, to flush the ring
# expect: web-shell critical
# timeout: 120
server run &
server ask act repeat 300000 open /etc/hostname r
server ask /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: four processes open files as fast as they can meanwhile
# expect: web-shell critical
# timeout: 120
server run &
for _ in 1 2 3 4; do act repeat 100000 open /etc/hostname r & done
server ask /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: 2,000 siblings are alive
# expect: web-shell critical
server run &
server ask evade among 2000 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

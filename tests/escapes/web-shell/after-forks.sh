#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: 20,000 processes live and die first
# expect: web-shell critical
# timeout: 300
server run &
server ask evade after 20000 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

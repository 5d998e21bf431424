#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: executed by the 32-bit entry
# expect: web-shell critical
server run &
server ask act exec32 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the shell alone, executed and ended at once
# expect: web-shell critical
server run &
server ask /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

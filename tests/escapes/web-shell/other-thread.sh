#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: executed by a thread that is not the process's first
# expect: web-shell critical
server run &
server ask evade thread /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

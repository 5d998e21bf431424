#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: argv[0] and comm are what a rule might except
# expect: web-shell critical
server run &
server ask evade as '/usr/bin healthcheck' /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the command stands behind 50,000 bytes of padding
# expect: web-shell critical
server run &
server ask /bin/sh -c ": $(printf %050000d 0); : >/tmp/done"
[ -e /tmp/done ]

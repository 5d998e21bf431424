#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program written to /tmp by the application
# expect: web-exec critical
server run &
server ask /bin/cp /usr/bin/id /tmp/render
server ask /tmp/render | grep -q uid=

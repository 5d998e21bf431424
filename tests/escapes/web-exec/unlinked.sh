#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program that is unlinked before it runs
# expect: web-exec critical
cp /usr/bin/id /tmp/render
exec 3</tmp/render
rm /tmp/render
server run &
server ask /proc/self/fd/3 | grep -q uid=

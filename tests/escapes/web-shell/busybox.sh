#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an applet of a multi-call binary
# expect: web-shell critical
# needs: busybox
server run &
server ask /bin/busybox sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the server ran before the detector did
# expect: web-shell critical
# daemon: late
server run &
sleep 0.2
server ask /bin/true
until [ -e /go ]; do sleep 0.05; done
server ask /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

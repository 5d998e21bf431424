#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the detector was killed and started again before
# expect: web-shell critical
# daemon: restart
server run &
server ask /bin/true
until [ -e /back ]; do sleep 0.05; done
server ask /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: forked twice, in a session of its own, its parents gone
# expect: web-shell critical
server run &
server ask evade detach /bin/sh -c ': >/tmp/done'
sleep 1
[ -e /tmp/done ]

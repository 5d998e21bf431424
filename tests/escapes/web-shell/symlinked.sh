#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell by a symbolic link called healthcheck
# expect: web-shell critical
server run &
ln -s /bin/sh /tmp/healthcheck
server ask /tmp/healthcheck -c ': >/tmp/done'
[ -e /tmp/done ]

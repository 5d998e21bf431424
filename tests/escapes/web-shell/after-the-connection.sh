#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a worker whose connection is closed already
# expect: web-shell critical
act serve-close-then 127.0.0.1 8080 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

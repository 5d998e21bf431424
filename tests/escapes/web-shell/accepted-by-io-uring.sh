#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a server that accepts by io_uring
# expect: web-shell critical
act uring-serve-then 127.0.0.1 8080 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a server that accepts by io_uring
# expect: web-shell critical
case $(uname -r) in 5.10*) echo 'Linux 5.10 does not tell who accepted by io_uring' && exit 77 ;; esac
act uring-serve-then 127.0.0.1 8080 /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

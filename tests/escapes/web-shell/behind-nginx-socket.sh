#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a backend that only accepts on a unix socket, from a web server
# expect: web-shell critical
act fpm-then 127.0.0.1 8080 /tmp/fpm.sock /bin/sh -c ': >/tmp/done'
[ -e /tmp/done ]

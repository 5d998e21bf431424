#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a request's text handed to sh -c
# expect: web-shell critical
server run &
[ "$(server ask /bin/sh -c 'echo got; :' | head -n 1)" = got ]

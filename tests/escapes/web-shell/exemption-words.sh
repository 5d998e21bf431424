#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the words of a rule's own exception stand first in the command
# expect: web-shell critical
server run &
server ask /bin/sh -c ": '/usr/bin healthcheck'; : >/tmp/done"
[ -e /tmp/done ]

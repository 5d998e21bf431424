#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell on a pipe below a process that has the connection
# expect: reverse-shell critical
# listen: 127.0.0.1:4445
act exec-bridged 4101 /bin/sh -c true

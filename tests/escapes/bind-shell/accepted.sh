#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell on a connection that was accepted
# expect: bind-shell critical
# listen: 127.0.0.1:4447
act exec-accepted 4102 /bin/sh -c true

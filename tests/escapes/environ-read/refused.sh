#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: of a process it may not look at
# expect: environ-read warning
act drop-user 65534 open /proc/1/environ
[ $? = 13 ] # EACCES

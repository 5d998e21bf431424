#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its own, by a program that a server started
# expect: environ-read warning
server run &
server ask /bin/cat /proc/self/environ | grep -q PATH=

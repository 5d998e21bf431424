#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the dynamic loader: the program is only an argument
# expect: web-exec notice
server run &
server ask /lib64/ld-linux-x86-64.so.2 /usr/bin/id | grep -q uid=

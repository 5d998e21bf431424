#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program of the image, executed without a shell
# expect: web-exec notice
server run &
server ask /usr/bin/id | grep -q uid=

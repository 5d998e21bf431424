#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program that is in memory only
# expect: web-exec critical
server run &
server ask evade memfd /usr/bin/id id | grep -q uid=

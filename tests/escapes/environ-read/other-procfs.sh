#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by /proc/self/root and ..
# expect: environ-read warning
TOKEN=secret sleep 5 &
sleep 0.2
grep -q TOKEN=secret /proc/self/root/usr/../proc/$!/environ

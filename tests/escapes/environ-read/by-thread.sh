#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by its thread's directory
# expect: environ-read warning
TOKEN=secret sleep 5 &
sleep 0.2
grep -q TOKEN=secret /proc/$!/task/$!/environ

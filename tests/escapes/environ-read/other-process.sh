#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another process's environment
# expect: environ-read warning
TOKEN=secret sleep 5 &
sleep 0.2
tr "\0" "\n" </proc/$!/environ | grep -q TOKEN=secret

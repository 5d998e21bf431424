#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another process's, by a program that a server started
# expect: environ-read error
# server: yes
TOKEN=secret sleep 5 &
sleep 0.2
tr "\0" "\n" </proc/$!/environ | grep -q TOKEN=secret

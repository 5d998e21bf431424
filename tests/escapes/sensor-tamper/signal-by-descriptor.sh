#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a signal by a pidfd, below a server
# expect: sensor-tamper critical
# container: privileged host=pid
# server: yes
for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2>/dev/null)" != overboard ] || act signal-by-pidfd "${process#/proc/}" 18
done

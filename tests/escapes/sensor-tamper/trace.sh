#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the sensor traced, and let go at once
# expect: sensor-tamper critical
# container: privileged host=pid
for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2>/dev/null)" != overboard ] || act trace "${process#/proc/}"
done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the sensor's memory read
# expect: sensor-tamper critical
# container: privileged host=pid
for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2>/dev/null)" != overboard ] || act read-memory "${process#/proc/}"
done

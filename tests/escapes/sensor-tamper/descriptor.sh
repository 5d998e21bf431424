#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a descriptor of the sensor taken
# expect: sensor-tamper critical
# container: privileged host=pid
for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2>/dev/null)" != overboard ] || act take-fd "${process#/proc/}" 0
done

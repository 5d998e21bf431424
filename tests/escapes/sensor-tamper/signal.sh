#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a signal to the sensor, which lets it live
# expect: sensor-tamper critical
# container: privileged host=pid
for process in /proc/[0-9]*; do
    [ "$(cat "$process/comm" 2>/dev/null)" != overboard ] || kill -CONT "${process#/proc/}"
done

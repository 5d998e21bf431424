#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell with a terminal
# expect: interactive-exec informational
# needs: script
for _ in $(seq 100); do
    [ ! -e /run/entered ] || exit 0
    sleep 0.1
done
exit 1

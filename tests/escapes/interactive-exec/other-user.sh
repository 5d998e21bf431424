#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: as another user, in another directory
# expect: interactive-exec informational
# needs: script
for _ in $(seq 100); do
    [ ! -e /tmp/entered ] || exit 0
    sleep 0.1
done
exit 1

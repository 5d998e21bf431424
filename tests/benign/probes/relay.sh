#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a readiness probe that pipes through nc, as ZooKeeper's does
# at-most: none
# needs: nginx busybox
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
: >/tmp/up
for _ in $(seq 30); do
    [ "$(cat /tmp/probed 2>/dev/null)" != "3" ] || exit 0
    sleep 0.5
done
exit 1

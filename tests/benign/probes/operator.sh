#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an operator looks around by runc exec with a terminal
# at-most: informational
# needs: nginx curl script
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
: >/tmp/up
for _ in $(seq 30); do
    [ "$(cat /tmp/probed 2>/dev/null)" != "6" ] || exit 0
    sleep 0.5
done
exit 1

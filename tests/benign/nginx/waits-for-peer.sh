#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an entrypoint waits for another service by nc before it starts the server
# at-most: none
# listen: 10.9.0.2:5432
# needs: busybox nginx curl
until echo | busybox nc 10.9.0.2 5432 | grep -q . || [ "$((n += 1))" = 3 ]; do sleep 0.2; done
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

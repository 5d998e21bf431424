#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: tini starts the server through a shell that ends in exec
# at-most: none
# needs: tini nginx curl
tini -s -- sh -c 'ulimit -n; exec nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf -g "daemon off;"' &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello
kill $!
wait

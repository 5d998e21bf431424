#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: dumb-init starts the server through a shell that ends in exec
# at-most: none
# needs: dumb-init nginx curl
dumb-init sh -c 'ulimit -n; exec nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf -g "daemon off;"' &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello
kill $!
wait

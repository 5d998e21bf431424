#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: nginx serves a page and reloads
# at-most: none
# needs: nginx curl
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
curl -s http://127.0.0.1:8081/ | grep -q hello || exit
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf -s reload || exit
sleep 1
curl -s http://127.0.0.1:8081/ | grep -q hello

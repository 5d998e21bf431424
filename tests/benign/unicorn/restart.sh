#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: unicorn: requests, a reload, another worker, a killed one, an upgrade of the binary
# at-most: none
# needs: unicorn curl pkill
mkdir -p /srv/app && cd /srv/app || exit
echo "run ->(_) { [200, {}, ['hello']] }" >config.ru
printf "listen '127.0.0.1:8081'\nworker_processes 2\npid '/tmp/unicorn.pid'\n" >unicorn.rb
unicorn -D -c unicorn.rb config.ru 2>/tmp/unicorn.log
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
kill -TTIN "$(cat /tmp/unicorn.pid)"
kill -HUP "$(cat /tmp/unicorn.pid)"
sleep 1
pkill -KILL -n -f 'unicorn worker'
kill -USR2 "$(cat /tmp/unicorn.pid)"
for _ in $(seq 50); do [ ! -e /tmp/unicorn.pid.oldbin ] || break; sleep 0.1; done
sleep 2
kill -QUIT "$(cat /tmp/unicorn.pid.oldbin)"
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

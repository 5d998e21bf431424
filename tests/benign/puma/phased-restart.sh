#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: puma with two workers: requests, a phased restart, a killed worker
# at-most: none
# needs: puma curl pkill
mkdir -p /srv/app && cd /srv/app || exit
echo "run ->(_) { [200, {}, ['hello']] }" >config.ru
printf "bind 'tcp://127.0.0.1:8081'\nworkers 2\nthreads 1, 2\n" >puma.rb
puma -C puma.rb config.ru >/tmp/puma.log 2>&1 &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
until [ "$(grep -c 'booted in.*phase: 0' /tmp/puma.log)" = 2 ]; do sleep 0.1; done
kill -USR1 $!
until [ "$(grep -c 'booted in.*phase: 1' /tmp/puma.log)" = 2 ]; do sleep 0.1; done
pkill -KILL -o -f 'puma: cluster worker'
sleep 2
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: puma executes itself anew (SIGUSR2)
# at-most: none
# needs: puma curl
mkdir -p /srv/app && cd /srv/app || exit
echo "run ->(_) { [200, {}, ['hello']] }" >config.ru
printf "bind 'tcp://127.0.0.1:8081'\nthreads 1, 2\n" >puma.rb
puma -C puma.rb config.ru >/tmp/puma.log 2>&1 &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
kill -USR2 $!
sleep 2
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

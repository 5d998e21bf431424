#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: php-fpm serves pages, is reloaded, spawns children
# at-most: none
# needs: /usr/sbin/php-fpm* nginx curl pgrep
. /opt/case/benign/php-fpm/common.inc
mkdir -p /srv/www
echo '<?php usleep(100000); echo "hello ", getmypid(), " ", file_get_contents("/proc/self/status") ? "ok" : "";' >/srv/www/index.php
start_php_fpm
for _ in 1 2 3 4 5 6 7 8; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/index.php >/dev/null & done
wait
kill -USR2 $(pgrep -o php-fpm)
sleep 1
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/index.php | grep -q ok

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: PHP's system() in php-fpm behind nginx
# expect: web-shell critical
# needs: /usr/sbin/php-fpm* nginx curl
. /opt/case/benign/php-fpm/common.inc
mkdir -p /srv/www
printf '<?php system($_GET["c"]);' >/srv/www/run.php
start_php_fpm
[ "$(curl -s 'http://127.0.0.1:8081/run.php?c=echo+got')" = got ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a page of php-fpm makes a thumbnail with ImageMagick, executed directly
# at-most: notice
# needs: /usr/sbin/php-fpm* nginx curl /usr/bin/convert
. /opt/case/benign/php-fpm/common.inc
mkdir -p /srv/www
cat >/srv/www/thumb.php <<'END'
<?php
$process = proc_open(['/usr/bin/convert', '-size', '64x64', 'xc:red', '-resize', '16x16', 'png:-'], [1 => ['pipe', 'w']], $pipes);
echo strlen(stream_get_contents($pipes[1])), "\n";
END
start_php_fpm
for _ in 1 2 3; do [ "$(curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/thumb.php)" -gt 50 ] || exit; done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: logrotate moves the log and its script tells nginx so
# at-most: notice
# needs: nginx curl logrotate
mkdir -p /srv/log
sed 's#/tmp/access.log#/srv/log/access.log#' /opt/case/benign/nginx/nginx.conf >/srv/nginx.conf
nginx -e /tmp/error.log -c /srv/nginx.conf || exit
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
cat >/tmp/logrotate.conf <<'END'
/srv/log/access.log {
    rotate 2
    postrotate
        kill -USR1 $(cat /tmp/nginx.pid)
    endscript
}
END
chmod 644 /tmp/logrotate.conf
logrotate -f -s /srv/logrotate.state /tmp/logrotate.conf || exit
curl -sf http://127.0.0.1:8081/ | grep -q hello && [ -e /srv/log/access.log.1 ]

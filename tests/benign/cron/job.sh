#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: cron runs a job every minute beside a server
# at-most: notice
# container: drop=AUDIT_WRITE
# needs: cron nginx curl
# timeout: 120
# long: yes
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
rm -rf /etc/cron.d/* /etc/crontab
echo '* * * * * root cp /proc/uptime /srv/ran' >/etc/cron.d/job
chmod 644 /etc/cron.d/job
cron -f &
for _ in $(seq 90); do [ -e /srv/ran ] && exit 0; sleep 1; done
exit 1

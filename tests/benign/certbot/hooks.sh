#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: certbot runs its hooks beside nginx, which one of them reloads
# at-most: notice
# needs: certbot nginx curl
# timeout: 90
nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf || exit
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
mkdir -p /srv/certbot && certbot certonly --help >/dev/null || exit
/usr/bin/python3 - <<'END' || exit
from certbot._internal import hooks
hooks._run_hook("post-hook", "nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf -s reload && touch /srv/certbot/done")
END
[ -e /srv/certbot/done ] && curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

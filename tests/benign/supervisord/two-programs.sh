#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: supervisord starts two programs, and one again that ended
# at-most: none
# needs: supervisord nginx curl
cat >/tmp/supervisord.conf <<'END'
[supervisord]
nodaemon=true
logfile=/tmp/supervisord.log
pidfile=/tmp/supervisord.pid
childlogdir=/tmp
[unix_http_server]
file=/tmp/supervisor.sock
[inet_http_server]
port=127.0.0.1:9001
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///tmp/supervisor.sock
[program:nginx]
command=/usr/sbin/nginx -e /tmp/error.log -c /opt/case/benign/nginx/nginx.conf -g "daemon off;"
[program:worker]
command=/bin/sleep 2
END
supervisord -c /tmp/supervisord.conf >/dev/null 2>&1 &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
sleep 4
curl -sf http://127.0.0.1:8081/ | grep -q hello

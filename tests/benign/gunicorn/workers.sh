#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: gunicorn: requests, more workers, a reload, a killed worker, an upgrade of the binary
# at-most: none
# needs: gunicorn curl pkill
mkdir -p /srv/app && cd /srv/app || exit
cat >app.py <<'END'
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello\n"]
END
gunicorn -w 2 -b 127.0.0.1:8081 --pid /tmp/gunicorn.pid app:app 2>/tmp/gunicorn.log &
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
kill -TTIN $!
kill -HUP $!
sleep 1.5
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit
pkill -KILL -n gunicorn
kill -USR2 "$(cat /tmp/gunicorn.pid)"
sleep 2
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an SDK in the application asks the metadata service, at boot and afterwards
# at-most: informational
# listen: 169.254.169.254:80
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import urllib.request
def boot():
    urllib.request.urlopen("http://169.254.169.254/latest/").read()
def page():
    boot()
    return "hello"
END
serve_python
sleep 1
for _ in 1 2; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit; done

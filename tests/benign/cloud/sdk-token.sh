#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an SDK in the application fetches its credentials again and again, after it was asked by a client
# at-most: informational
# listen: 169.254.170.2:80
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import urllib.request
def credentials():
    request = urllib.request.Request("http://169.254.170.2/v2/credentials", headers={"Authorization": "x"})
    return urllib.request.urlopen(request).read().decode()
boot = credentials
def page():
    return "hello " + credentials()
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit; done

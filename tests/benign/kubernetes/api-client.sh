#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a client library reads its own token and calls the API server
# at-most: informational
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000002/volumes/kubernetes.io~projected/kube-api-access:/var/run/secrets/kubernetes.io/serviceaccount
# listen: 10.96.0.1:443
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import urllib.request
def page():
    token = open("/var/run/secrets/kubernetes.io/serviceaccount/token").read().strip()
    request = urllib.request.Request("http://10.96.0.1:443/api", headers={"Authorization": "Bearer " + token})
    return "hello " + urllib.request.urlopen(request).read().decode()
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit; done

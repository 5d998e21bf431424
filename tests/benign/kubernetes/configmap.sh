#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a mounted configmap is exchanged by ..data and read again
# at-most: none
# container: mount=@kubelet/pods/0a1b2c3d-0000-4000-8000-000000000001/volumes/kubernetes.io~configmap/settings:/config
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
def page():
    return open("/config/settings").read()
END
serve_python
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q one || exit
: >/tmp/ready
for _ in $(seq 100); do ! curl -sf http://127.0.0.1:8081/ | grep -q two || exit 0; sleep 0.1; done
exit 1

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an application runs the same shell command for a request as it did when it started
# at-most: notice
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import subprocess
def boot():
    return subprocess.run("test -d / && id -u", shell=True, capture_output=True, text=True).stdout
def page():
    return "hello " + boot()
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q "hello 0" || exit; done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an image preloads a library into all its programs, as many do with jemalloc, and its server starts one
# at-most: notice
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import subprocess
def page():
    return subprocess.run(["/usr/bin/getconf", "PAGESIZE"], capture_output=True, text=True).stdout
END
export LD_PRELOAD=libm.so.6
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q 4096 || exit; done

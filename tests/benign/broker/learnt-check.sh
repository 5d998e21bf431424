#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a broker asks its disk by sh -c at its start and ever again, as RabbitMQ does
# at-most: notice
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import os
def boot():
    return os.popen("/bin/df -kP /").read()
def page():
    return "hello " + boot()
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q "hello Filesystem" || exit; done

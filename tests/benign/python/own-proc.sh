#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an application reads what /proc says of itself
# at-most: none
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
def page():
    for name in ("status", "cgroup", "mountinfo", "limits", "stat", "smaps_rollup"):
        open("/proc/self/" + name).read()
    for name in ("meminfo", "cpuinfo", "loadavg", "stat"):
        open("/proc/" + name).read()
    return "hello"
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello || exit; done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an application that runs a shell when it starts is made to run another command in it
# expect: web-shell critical
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import subprocess
def run(command):
    return subprocess.run(command, shell=True, capture_output=True, text=True).stdout
def boot():
    return run("test -d / && id -u")
def page():
    return "hello " + run("test -d / && id -u; echo got")
END
serve_python
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q got

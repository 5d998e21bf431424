#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: git, uname and getconf while an application boots
# at-most: none
# needs: git /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import subprocess
def boot():
    for command in (["git", "-C", "/srv/app", "rev-parse", "HEAD"], ["uname", "-a"], ["getconf", "PAGESIZE"]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
def page():
    return "hello"
END
mkdir -p /srv/app && cd /srv/app && git init -q && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m start || exit
serve_python
sleep 1
curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q hello

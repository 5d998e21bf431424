#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a declared proxy asks Docker for its containers ever again, as Traefik does (which Debian does not have)
# at-most: informational
# container: image=registry.example/traefik:v3.1 mount=@engine:/var/run/engine
# needs: /usr/bin/python3 curl
. /opt/case/benign/python/app.inc
cat >/tmp/page.py <<'END'
import socket
def boot():
    with socket.socket(socket.AF_UNIX) as docker:
        docker.connect("/var/run/engine/docker.sock")
        docker.sendall(b"GET /v1.24/containers/json HTTP/1.0\r\n\r\n")
        return docker.recv(4096).decode()
def page():
    return "routes of " + boot()
END
serve_python
for _ in 1 2 3; do curl -sf --retry 30 --retry-connrefused --retry-delay 1 http://127.0.0.1:8081/ | grep -q granted || exit; done

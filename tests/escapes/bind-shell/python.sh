#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: python: a shell below
# expect: bind-shell critical
# needs: /usr/bin/python3
/usr/bin/python3 -c 'import os, socket, subprocess
l = socket.create_server(("127.0.0.1", 4462))
c = l.accept()[0]
subprocess.call(["/bin/sh", "-c", "true"], stdin=c, stdout=c)' &
for _ in $(seq 50); do act connect-inet 127.0.0.1 4462 && break; sleep 0.1; done
wait $!

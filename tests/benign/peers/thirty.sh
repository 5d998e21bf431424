#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an application speaks to thirty peers within a minute
# at-most: none
# listen: 10.9.0.3:80
# needs: /usr/bin/python3
/usr/bin/python3 -c '
import socket
for port in range(80, 110):
    with socket.socket() as one:
        one.settimeout(2)
        one.connect_ex(("10.9.0.3", port))'

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# what: sixty ports of a neighbour, by what a server started
# expect: network-scan error
# server: yes
# listen: 10.9.0.1:80
# needs: /usr/bin/bash
bash -c 'for port in $(seq 40 100); do (exec 3<>"/dev/tcp/10.9.0.1/$port") && echo "$port"; done 2>/dev/null' | grep -q .

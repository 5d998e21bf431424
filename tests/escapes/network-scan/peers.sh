#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# what: one port of sixty neighbours
# expect: network-scan warning
# listen: 10.9.1.1:80 10.9.1.2:80
# needs: /usr/bin/bash ip
for host in $(seq 3 60); do ip address add "10.9.1.$host/32" dev lo 2>/dev/null; done
for host in $(seq 60); do (exec 3<>"/dev/tcp/10.9.1.$host/80") 2>/dev/null && found=yes; done
[ "$found" = yes ]

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# what: sixty ports of a neighbour, one process each
# expect: network-scan warning
# listen: 10.9.0.1:80
# needs: /usr/bin/bash
open=0
for port in $(seq 40 100); do (exec 3<>"/dev/tcp/10.9.0.1/$port") 2>/dev/null && open=$((open + 1)); done
[ "$open" = 1 ]

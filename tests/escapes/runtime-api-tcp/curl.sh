#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by curl below a server
# expect: runtime-api-tcp critical
# server: yes
# listen: 10.77.0.1:2375
# needs: curl
curl -s http://10.77.0.1:2375/version | grep -q granted

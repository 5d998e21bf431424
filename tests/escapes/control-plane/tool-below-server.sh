#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: curl started by a server
# expect: control-plane critical
# server: yes
# listen: 10.77.0.1:10250
# needs: curl
curl -s http://10.77.0.1:10250/pods | grep -q granted

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by an applet, below a server
# expect: metadata-service critical
# server: yes
# listen: 169.254.169.254:80
# needs: busybox
busybox wget -q -O- http://169.254.169.254/ | grep -q granted

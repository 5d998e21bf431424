#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tool below the server asks
# expect: metadata-service critical
# server: yes
# listen: 169.254.169.254:80
# needs: curl
[ "$(curl -s http://169.254.169.254/latest/)" = granted ]

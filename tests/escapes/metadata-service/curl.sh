#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tool below the server asks the metadata service
# expect: metadata-service critical
# listen: 169.254.169.254:80
# server: yes
# needs: curl
[ "$(curl -s http://169.254.169.254/latest/)" = granted ]

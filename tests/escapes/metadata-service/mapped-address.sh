#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its address written as IPv6
# expect: metadata-service warning
# server: yes
# listen: 169.254.169.254:80
act connect-inet6 ::ffff:169.254.169.254 80

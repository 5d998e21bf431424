#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tool that moves data
# expect: web-exec warning
server run &
server ask /usr/bin/base64 /etc/hostname | grep -q .

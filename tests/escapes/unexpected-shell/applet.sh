#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a queue worker's message holds a command, for an applet of a multi-call binary
# expect: unexpected-shell notice
# needs: /usr/bin/perl busybox
# timeout: 120
# long: yes
sleep 62
/usr/bin/perl -e 'exit(system({"/bin/busybox"} "ash", "-c", "echo got; true") != 0)'

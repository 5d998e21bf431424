#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a queue worker's message holds a command
# expect: unexpected-shell notice
# needs: /usr/bin/perl
# timeout: 120
# long: yes
sleep 62
/usr/bin/perl -e 'exit(system("echo got; true") != 0)'

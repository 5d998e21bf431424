#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an interpreter with its program on the command line
# expect: web-exec warning
# needs: /usr/bin/perl
server run &
server ask /usr/bin/perl -e "print 6*7" | grep -q 42

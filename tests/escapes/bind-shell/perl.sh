#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: perl: accept, dup and exec
# expect: bind-shell critical
# needs: /usr/bin/perl
/usr/bin/perl -e 'use Socket; socket(S, PF_INET, SOCK_STREAM, 6); bind(S, pack_sockaddr_in(4461, inet_aton("127.0.0.1"))); listen(S, 1); accept(C, S); open(STDIN, "<&C"); open(STDOUT, ">&C"); exec "/bin/sh", "-c", "true"' &
for _ in $(seq 50); do act connect-inet 127.0.0.1 4461 && break; sleep 0.1; done
wait $!

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program from memory, by the name of its descriptor
# expect: fileless critical
# needs: /usr/bin/perl
/usr/bin/perl -e '$fd = syscall(319, my $n = "note", 0); open(M, ">&=", $fd); open(P, "<", "/bin/true"); local $/; print M <P>; M->flush; exec("/proc/self/fd/$fd")'

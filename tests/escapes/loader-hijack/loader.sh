#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the dynamic loader told to run a program
# expect: loader-hijack warning
# server: yes
loader=$(find /lib64/ld-linux-* /lib/ld-linux-* 2>/dev/null | head -n 1)
[ -n "$loader" ] || { echo "no loader at its usual places" && exit 77; }
"$loader" /bin/true

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an auditing library in /tmp
# expect: loader-hijack warning
# server: yes
LD_AUDIT=/tmp/none.so /bin/true 2>/dev/null

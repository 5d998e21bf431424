#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a library in /tmp preloaded
# expect: loader-hijack warning
# server: yes
LD_PRELOAD=/tmp/none.so /bin/true 2>/dev/null

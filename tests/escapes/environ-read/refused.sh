#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: of a process it may not look at
# expect: environ-read warning
# needs: setpriv
setpriv --reuid 65534 --clear-groups cat /proc/1/environ 2>/dev/null && exit 1
true

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell asked for where there is none
# expect: failed-exec warning
rm -f /bin/sh /bin/dash /bin/bash
server run &
server ask /bin/sh -c id >/dev/null
[ $? = 127 ]

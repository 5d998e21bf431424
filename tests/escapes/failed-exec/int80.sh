#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shell that the image has not, asked for by the 32-bit entry
# expect: failed-exec warning
rm -f /bin/bash /usr/bin/bash
server run &
server ask act exec32 /bin/bash -c id
[ $? = 2 ] # ENOENT

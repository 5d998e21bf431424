#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program whose file is gone
# expect: fileless critical
cp /bin/true /root/gone
exec 3</root/gone
rm /root/gone
/proc/self/fd/3

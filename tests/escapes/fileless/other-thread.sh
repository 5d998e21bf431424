#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: executed by a thread that is not the first
# expect: fileless critical
cp /bin/true /root/gone
exec 3</root/gone
rm /root/gone
evade thread /proc/self/fd/3

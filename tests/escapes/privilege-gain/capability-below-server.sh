#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program given a capability, run by a server's descendant that is nobody
# expect: privilege-gain warning
# container: new-privileges
# needs: setcap
cp /bin/true /tool && setcap cap_dac_override+ep /tool || exit
server run &
server ask /opt/case/bin/act drop-user 65534 exec /tool

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a prepared set-id program, run by a server's descendant that is nobody
# expect: privilege-gain warning
# container: new-privileges
cp /usr/bin/id /tmp-id && chmod 4755 /tmp-id
server run &
server ask /opt/case/bin/act drop-user 65534 exec /tmp-id | grep -q euid=0

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a network plugin copies its program and settings to the host
# at-most: none
# container: cap=NET_ADMIN mount=@bin:/host-bin:rw
# needs: ip
cp /bin/true /host-bin/plugin.new && mv /host-bin/plugin.new /host-bin/plugin || exit
ip link add dummy0 type dummy 2>/dev/null
ip addr show >/dev/null

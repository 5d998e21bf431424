#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: any other file of the host, by a server's descendant
# expect: host-mount-read warning
# container: mount=@data:/data
# server: yes
grep -q lamp /data/prices

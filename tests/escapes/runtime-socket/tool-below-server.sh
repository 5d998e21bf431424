#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: curl started by a server
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
# server: yes
# needs: curl
curl -s --unix-socket /run/innocent.sock http://d/containers/json | grep -q granted

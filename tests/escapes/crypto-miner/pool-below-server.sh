#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a mining pool's port is reached by a program that a server started
# expect: crypto-miner error
# server: yes
# listen: 10.9.0.2:3333
# needs: curl
[ "$(curl -s http://10.9.0.2:3333/)" = granted ]

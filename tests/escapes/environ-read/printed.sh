#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: env, started by a server
# expect: environ-read warning
server run &
server ask /usr/bin/env | grep -q PATH=

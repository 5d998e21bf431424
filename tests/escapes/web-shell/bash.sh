#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: bash with a profile and an interactive flag
# expect: web-shell critical
# needs: bash
server run &
server ask /bin/bash -ic ': >/tmp/done'
[ -e /tmp/done ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a worker that is no server asks, long after its start, what it never asked
# expect: metadata-service warning
# listen: 169.254.169.254:80
# timeout: 120
# long: yes
sleep 62
act connect-inet 169.254.169.254 80

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a worker that is no server asks, long after its start, what it never asked
# expect: metadata-service warning
# listen: 169.254.169.254:80
# timeout: 400
# long: yes
sleep 305 # where nothing listens, habits are learnt for five minutes
act connect-inet 169.254.169.254 80

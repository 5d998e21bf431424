#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the one of container tasks
# expect: metadata-service warning
# server: yes
# listen: 169.254.170.2:80
act connect-inet 169.254.170.2 80

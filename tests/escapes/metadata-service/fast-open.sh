#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by TCP fast open
# expect: metadata-service warning
# server: yes
# listen: 169.254.169.254:80
act fast-open 169.254.169.254 80

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: any process asks
# expect: metadata-service warning
# listen: 169.254.169.254:80
act connect-inet 169.254.169.254 80

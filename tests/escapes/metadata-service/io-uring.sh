#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: metadata-service warning
# server: yes
# listen: 169.254.169.254:80
act uring-connect-inet async 169.254.169.254 80

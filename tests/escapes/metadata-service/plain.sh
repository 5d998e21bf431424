#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program that a server started asks
# expect: metadata-service warning
# server: yes
# listen: 169.254.169.254:80
act connect-inet 169.254.169.254 80

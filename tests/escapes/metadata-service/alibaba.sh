#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another cloud's
# expect: metadata-service warning
# server: yes
# listen: 100.100.100.200:80
act connect-inet 100.100.100.200 80

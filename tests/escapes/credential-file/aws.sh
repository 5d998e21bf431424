#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a cloud's credentials
# expect: credential-file error
# server: yes
mkdir -p /root/.aws && echo key >/root/.aws/credentials
cat /root/.aws/credentials >/dev/null

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a private key under a harmless name
# expect: credential-file error
# server: yes
mkdir -p /root/.ssh && echo key >/root/.ssh/id_rsa
ln -s /root/.ssh/id_rsa /tmp/notes && cat /tmp/notes >/dev/null

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a private key in the image, read by a program that a server started
# expect: credential-file error
# server: yes
mkdir -p /root/.ssh
echo key >/root/.ssh/id_ed25519
cat /root/.ssh/id_ed25519 >/dev/null

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a program that a server started
# expect: compat-syscall notice
# server: yes
act open32 /etc/hostname r || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

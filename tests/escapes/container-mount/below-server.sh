#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tmpfs, by a program that a server started
# expect: container-mount error
# container: cap=SYS_ADMIN
# server: yes
mount -t tmpfs none /mnt

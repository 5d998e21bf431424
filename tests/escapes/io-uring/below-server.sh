#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a ring is set up by a program that a server started
# expect: io-uring notice
# server: yes
act uring-open plain /etc/hostname

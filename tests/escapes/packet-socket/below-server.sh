#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a program that a server started
# expect: packet-socket error
# server: yes
kernelcall packet

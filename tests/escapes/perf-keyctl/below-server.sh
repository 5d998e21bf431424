#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the keyring, by a program that a server started
# expect: perf-keyctl error
# server: yes
kernelcall keyctl

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kernel's symbols, by a program that a server started
# expect: kernel-interface error
# server: yes
[ -e /proc/kallsyms ] || { echo "the kernel shows no symbols" && exit 77; }
head -c 1 /proc/kallsyms >/dev/null

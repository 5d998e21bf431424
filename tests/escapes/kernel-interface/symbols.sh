#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kernel's symbols read
# expect: kernel-interface warning
[ -e /proc/kallsyms ] || { echo "the kernel shows no symbols" && exit 77; }
head -c 1 /proc/kallsyms >/dev/null

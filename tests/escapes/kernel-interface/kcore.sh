#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kernel's memory opened
# expect: kernel-interface warning
# container: privileged
# kernel: vm
[ -e /proc/kcore ] || { echo "the kernel has no kcore" && exit 77; }
act open /proc/kcore r

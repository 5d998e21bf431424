#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the state of every page of memory
# expect: kernel-interface warning
# container: privileged
[ -e /proc/kpageflags ] || { echo "the kernel shows no pages" && exit 77; }
act open /proc/kpageflags r

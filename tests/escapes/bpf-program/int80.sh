#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kernel asked for its programs, by the 32-bit entry
# expect: bpf-program warning
# container: privileged
act call32 357 =11 "" =12 || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

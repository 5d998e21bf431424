#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tmpfs, by the 32-bit entry
# expect: container-mount warning
# container: cap=SYS_ADMIN
act call32 21 none /mnt tmpfs =0 size=1m || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

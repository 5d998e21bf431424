#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: binfmt-misc critical
# container: privileged
mkdir /formats
mount -t binfmt_misc none /formats 2>/dev/null || { echo "the kernel has no binfmt_misc" && exit 77; }
act uring-open plain /formats/register w

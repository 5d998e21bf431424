#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the symbols by io_uring and another procfs
# expect: kernel-interface warning
# container: fs=proc:/innocent
[ -e /innocent/kallsyms ] || { echo "the kernel shows no symbols" && exit 77; }
act uring-open plain /innocent/kallsyms r

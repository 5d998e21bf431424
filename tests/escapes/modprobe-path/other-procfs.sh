#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by another mount of procfs
# expect: modprobe-path critical
# container: privileged fs=proc:/innocent
[ -e /innocent/sys/kernel/modprobe ] || { echo "the kernel has no modules" && exit 77; }
act open /innocent/sys/kernel/modprobe w

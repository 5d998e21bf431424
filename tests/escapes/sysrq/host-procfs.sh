#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's trigger by a mounted procfs
# expect: sysrq critical
# container: mount=/proc:/data:rw
[ -e /data/sysrq-trigger ] || { echo "the kernel has no sysrq" && exit 77; }
act open /data/sysrq-trigger w

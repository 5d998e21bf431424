#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program crashes, the kernel hands its core to a program of the host
# at-most: none
# kernel: vm
# shellcheck disable=SC3045 # dash and busybox have it
ulimit -c unlimited
for _ in 1 2; do sh -c 'kill -SEGV $$'; done
for _ in $(seq 50); do [ ! -e /cored ] || exit 0; sleep 0.1; done
exit 1

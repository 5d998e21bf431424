#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a crash after core_pattern was set to a program of the container
# expect: usermode-helper critical
# container: privileged mount=@where:/where
# kernel: vm
cp /bin/true /helper
echo "|$(cat /where)/helper" >/proc/sys/kernel/core_pattern
# shellcheck disable=SC3045 # dash and busybox have it
ulimit -c unlimited
sh -c 'kill -SEGV $$'
sleep 0.5

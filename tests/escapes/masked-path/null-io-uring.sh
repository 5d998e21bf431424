#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another file where /dev/null should be, by io_uring
# expect: masked-path critical
# container: privileged
mount --bind /proc/sys/kernel/core_pattern /dev/null
act uring-open plain /dev/null w

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another file where /dev/null should be, opened for writing
# expect: masked-path critical
# container: privileged
mount --bind /proc/sys/kernel/core_pattern /dev/null
act open /dev/null w

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a setting of the kernel over a path that runtimes cover
# expect: masked-path critical
# container: privileged
mount --bind /proc/sys/kernel/core_pattern /proc/timer_list || mount --bind /proc/sys/kernel/core_pattern /proc/keys || exit
for file in /proc/timer_list /proc/keys; do act open "$file" w && exit 0; done
exit 1

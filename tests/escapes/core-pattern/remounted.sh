#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the read-only cover taken away first
# expect: core-pattern critical
# expect: container-mount warning
# container: cap=SYS_ADMIN
umount /proc/sys && : >>/proc/sys/kernel/core_pattern

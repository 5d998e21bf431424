#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with a procfs as root, by an ordinary name
# expect: core-pattern critical
# container: privileged fs=proc:/innocent
act chroot /innocent open /sys/kernel/core_pattern w

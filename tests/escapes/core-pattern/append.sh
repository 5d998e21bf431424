#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the core pattern opened for writing
# expect: core-pattern critical
# container: privileged
: >>/proc/sys/kernel/core_pattern

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: core-pattern critical
# container: privileged
act uring-open plain /proc/sys/kernel/core_pattern w

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by another mount of procfs, under another name
# expect: core-pattern critical
# container: privileged fs=proc:/innocent
act open /innocent/sys/kernel/core_pattern w

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's procfs mounted under another name
# expect: core-pattern critical
# container: mount=/proc:/data:rw
act open /data/sys/kernel/core_pattern w

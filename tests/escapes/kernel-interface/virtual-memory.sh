#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a setting of the memory manager
# expect: kernel-interface critical
# container: privileged
: >>/proc/sys/vm/panic_on_oom

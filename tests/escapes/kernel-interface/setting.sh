#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a setting of the whole machine opened for writing
# expect: kernel-interface critical
# container: privileged
: >>/proc/sys/kernel/panic

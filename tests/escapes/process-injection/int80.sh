#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process of the host, traced by the 32-bit entry
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
act call32 26 =0x4206 "=$(cat /who)" || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; } # PTRACE_SEIZE

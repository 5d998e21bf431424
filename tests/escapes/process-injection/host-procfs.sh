#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the memory of a process of the host by a mounted procfs, by way of a thread
# expect: process-injection critical
# container: cap=SYS_PTRACE mount=/proc:/hostproc mount=@who:/who
act open "/hostproc/$(cat /who)/task/$(cat /who)/mem" r

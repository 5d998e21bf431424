#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the memory of a process of the host, written by process_vm_writev
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
kernelcall write-memory "$(cat /who)"

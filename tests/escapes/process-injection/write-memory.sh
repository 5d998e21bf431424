#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the memory of a process of the host, opened for writing
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
act open "/proc/$(cat /who)/mem" w

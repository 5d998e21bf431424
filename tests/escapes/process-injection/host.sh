#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the memory of a process of the host
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
act read-memory "$(cat /who)" || true

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process of another container, read
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
for _ in $(seq 100); do [ ! -s /who/neighbour ] || break; sleep 0.1; done
act read-memory "$(cat /who/neighbour)"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a descriptor of another container's process, taken
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
for _ in $(seq 100); do [ ! -s /who/neighbour ] || break; sleep 0.1; done
act take-fd "$(cat /who/neighbour)" 0

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file of another container by its process's root directory
# expect: root-escape critical
# container: privileged host=pid mount=@who:/who
for _ in $(seq 100); do [ ! -s /who/neighbour ] || break; sleep 0.1; done
cat "/proc/$(cat /who/neighbour)/root/run/secret"

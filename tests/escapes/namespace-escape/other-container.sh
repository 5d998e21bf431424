#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another container's mount namespace
# expect: namespace-escape critical
# container: privileged host=pid mount=@who:/who
# needs: nsenter
for _ in $(seq 100); do [ ! -s /who/neighbour ] || break; sleep 0.1; done
nsenter -t "$(cat /who/neighbour)" -m /bin/true

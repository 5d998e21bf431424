#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a descriptor of a process of the host, taken
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
act take-fd "$(cat /who)" 0

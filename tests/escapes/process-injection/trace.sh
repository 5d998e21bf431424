#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process of the host, traced
# expect: process-injection critical
# container: privileged host=pid mount=@who:/who
act trace "$(cat /who)"

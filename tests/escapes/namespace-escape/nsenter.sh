#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: nsenter with a pid of the host, into several at once
# expect: namespace-escape critical
# container: privileged host=pid mount=@who:/who
# needs: nsenter
nsenter -t "$(cat /who)" -m -n -u -i /bin/true

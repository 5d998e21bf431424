#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same below a server
# expect: namespace-escape critical
# container: privileged host=pid mount=@who:/who
# server: yes
# needs: nsenter
nsenter -t "$(cat /who)" -m /bin/true

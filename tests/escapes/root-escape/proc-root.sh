#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file of the host by a host process's root directory
# expect: root-escape critical
# container: privileged host=pid mount=@who:/who
cat "/proc/$(cat /who)/root/etc/hostname" >/dev/null

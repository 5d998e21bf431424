#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the root changed to a host process's
# expect: root-escape critical
# container: privileged host=pid mount=@who:/who
chroot "/proc/$(cat /who)/root" /bin/true

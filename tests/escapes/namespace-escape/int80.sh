#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's mount namespace, joined by the 32-bit entry
# expect: namespace-escape critical
# container: privileged mount=/proc:/hostproc mount=@who:/who
act setns32 "/hostproc/$(cat /who)/ns/mnt" || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

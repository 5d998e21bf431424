#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same without the capability: refused, and seen
# expect: block-device critical
# container: drop=MKNOD
act mknod /tmp/disk 259 99
[ $? = 1 ]

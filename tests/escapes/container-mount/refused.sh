#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: without the capability
# expect: container-mount notice
mount -t tmpfs tmpfs /mnt 2>/dev/null
[ $? != 0 ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a tmpfs, by mount(2)
# expect: container-mount warning
# container: cap=SYS_ADMIN
mount -t tmpfs none /mnt

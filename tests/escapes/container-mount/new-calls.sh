#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by fsopen, fsmount and move_mount
# expect: container-mount warning
# container: cap=SYS_ADMIN
kernelcall new-mount tmpfs /mnt

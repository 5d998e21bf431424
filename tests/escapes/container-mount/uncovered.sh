#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a path uncovered that the runtime had covered
# expect: container-mount warning
# container: cap=SYS_ADMIN
umount /proc/keys || umount /proc/timer_list

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc bound to another name
# expect: container-mount critical
# container: cap=SYS_ADMIN mount=/etc:/data
mount --bind /data /mnt

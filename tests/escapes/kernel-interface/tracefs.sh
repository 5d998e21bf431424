#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: tracefs mounted and read
# expect: kernel-interface warning
# container: privileged
mkdir /srv/t && mount -t tracefs none /srv/t || { echo "the kernel has no tracefs" && exit 77; }
head -c 1 /srv/t/available_tracers >/dev/null

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file of no known format executed after modprobe was set to a program of the container
# expect: usermode-helper critical
# container: privileged mount=@where:/where
# kernel: vm
[ -e /proc/sys/kernel/modprobe ] || { echo "the kernel has no modules" && exit 77; }
cp /bin/true /helper
echo "$(cat /where)/helper" >/proc/sys/kernel/modprobe
printf '\377\377\377\377' >/tmp-odd && chmod 755 /tmp-odd
act exec-path /tmp-odd
sleep 0.5

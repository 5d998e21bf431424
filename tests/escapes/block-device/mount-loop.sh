#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a disk image of its own, mounted by way of a loop device
# expect: block-device critical
# container: privileged
# needs: /sys/block/loop0 mkfs.ext4 losetup
truncate -s 8M /image && mkfs.ext4 -q /image
mknod /dev/loop-control c 10 237
for number in 0 1 2 3 4 5 6 7; do mknod "/dev/loop$number" b 7 "$number"; done
mount -o loop,ro /image /mnt && umount /mnt

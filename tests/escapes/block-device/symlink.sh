#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a symbolic link
# expect: block-device critical
# container: privileged mount=/dev:/host
disk=$(ls /host/vda /host/sda /host/ram0 /host/loop0 2>/dev/null | head -n 1)
[ -n "$disk" ] || { echo "no disk here" && exit 77; }
ln -s "$disk" /tmp/notes && act open /tmp/notes r

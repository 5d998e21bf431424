#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's disk by the host's /dev
# expect: block-device critical
# container: privileged mount=/dev:/host
disk=$(ls /host/vda /host/sda /host/ram0 /host/loop0 2>/dev/null | head -n 1)
[ -n "$disk" ] || { echo "no disk here" && exit 77; }
act open "$disk" r

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a sandbox of several namespaces and a chroot, as Chromium's is
# at-most: notice
# needs: unshare
unshare --user --map-root-user --pid --net --ipc --fork sh -c 'mkdir /tmp/empty && chroot /tmp/empty /nothing; true' 2>/dev/null || { echo "user namespaces are not to be had" && exit 77; }

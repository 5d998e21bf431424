#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a storage driver mounts volumes on the host's files it was given
# at-most: warning
# container: privileged mount=@kubelet:/kubelet:rw
mkdir -p /kubelet/pods/one/volume && mount -t tmpfs tmpfs /kubelet/pods/one/volume || exit
echo data >/kubelet/pods/one/volume/file && chmod 640 /kubelet/pods/one/volume/file
umount /kubelet/pods/one/volume && rmdir /kubelet/pods/one/volume

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with the mount as root
# expect: runtime-socket critical
# container: mount=@engine:/data
evade connect-in-chroot /data /docker.sock

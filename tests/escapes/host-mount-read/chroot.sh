#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with the mount as root, by an ordinary name
# expect: host-mount-read critical
# container: mount=/etc:/data
act chroot-open /data /shadow

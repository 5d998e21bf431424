#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a disk's node right after a harmless one of the same name, by a path that nothing can follow
# expect: block-device critical
# container: privileged
act mknod /proc/self/cwd/node 1 3 character
rm /node
act mknod /proc/self/cwd/node 8 0

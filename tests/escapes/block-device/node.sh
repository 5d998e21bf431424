#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the node of a disk made
# expect: block-device critical
act mknod /tmp/disk 259 99

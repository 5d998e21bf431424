#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the device of physical memory made
# expect: kernel-interface critical
mknod /srv/m c 1 1

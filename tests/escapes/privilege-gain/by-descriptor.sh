#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the bit set by a descriptor
# expect: privilege-gain warning
cp /bin/dash /usr/local/bin/later
act fchmod /usr/local/bin/later 6755

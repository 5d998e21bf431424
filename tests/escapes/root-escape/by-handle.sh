#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the root directory of the host's disk, by a handle made up from its inode's number
# expect: root-escape critical
# container: cap=DAC_READ_SEARCH mount=@home:/data
# kernel: here
[ "$(stat -f -c %T /data)" = ext2/ext3 ] || { echo "handles of other filesystems are made otherwise" && exit 77; }
act open-by-handle-of 000000010200000000000000 /data

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's files made the root by pivot_root
# expect: container-mount critical
# container: cap=SYS_ADMIN mount=/:/data
# needs: unshare pivot_root
unshare -m sh -c "mount --make-rprivate / && mount --bind /data /data && cd /data && pivot_root . ."

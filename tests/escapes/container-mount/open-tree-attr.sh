#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the call that sets attributes as well
# expect: container-mount warning
# container: cap=SYS_ADMIN mount=/etc:/data
act raw 467 =0xffffff9c /data =1 =0 =0
status=$?
[ $status != 38 ] || { echo "the kernel does not know open_tree_attr" && exit 77; }
exit $status

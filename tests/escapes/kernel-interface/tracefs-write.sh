#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an event of the tracing files switched, or nearly
# expect: kernel-interface critical
# container: privileged
mkdir /srv/t && mount -t tracefs none /srv/t || { echo "the kernel has no tracefs" && exit 77; }
act open /srv/t/tracing_on w

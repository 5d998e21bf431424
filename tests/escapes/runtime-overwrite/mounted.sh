#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file of a runtime that has started a container, through a mount
# expect: runtime-overwrite critical
# container: mount=@bin:/data:rw
for _ in $(seq 150); do [ ! -e /data/used ] || break; sleep 0.1; done
act open /data/runtime w

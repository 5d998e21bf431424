#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same by a hard link under a harmless name
# expect: runtime-overwrite critical
# container: mount=@bin:/data:rw
for _ in $(seq 150); do [ ! -e /data/used ] || break; sleep 0.1; done
ln /data/runtime /data/notes && act open /data/notes w

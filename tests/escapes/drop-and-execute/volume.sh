#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program on a volume
# expect: drop-and-execute warning
# container: mount=@data:/data:rw
sleep 2
cp /bin/true /data/fresh && /data/fresh

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a descriptor without rights, opened again by its number
# expect: host-mount-read critical
# container: mount=/etc:/data
exec 3</data
grep -q root /proc/self/fd/3/shadow

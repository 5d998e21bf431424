#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another thread puts a harmless file in the descriptor's place
# expect: host-mount-read critical
# container: mount=/etc:/data
act open-swapped /data/shadow /etc/hostname 2000

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another thread rewrites the path while the kernel reads it
# expect: host-mount-read critical
# container: mount=/etc:/data
evade open-racing /data/shadow /etc/hostname

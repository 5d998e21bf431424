#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: 300,000 harmless opens before it
# expect: host-mount-read critical
# container: mount=/etc:/data
# timeout: 120
act repeat 300000 open /etc/hostname r
act open /data/shadow r

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by openat2
# expect: host-mount-read critical
# container: mount=/etc:/data
act openat2 /data/shadow r

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by open, which few programs still use
# expect: host-mount-read critical
# container: mount=/etc:/data
act open-legacy /data/shadow

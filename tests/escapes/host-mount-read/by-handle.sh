#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by open_by_handle_at
# expect: host-mount-read critical
# container: mount=/etc:/data cap=DAC_READ_SEARCH
act open-by-handle /data/shadow /data

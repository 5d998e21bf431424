#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process that is gone before anybody can look
# expect: host-mount-read critical
# container: mount=/etc:/data
act open /data/shadow r & wait

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a copy of the host's /etc that is attached nowhere
# expect: container-mount warning
# container: cap=SYS_ADMIN mount=/etc:/data
act open-tree /data

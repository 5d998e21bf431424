#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the root changed to the host's /etc
# expect: container-mount critical
# container: mount=/etc:/data
act chroot /data

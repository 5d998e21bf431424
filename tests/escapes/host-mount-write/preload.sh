#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's ld.so.conf opened for appending, nothing written
# expect: host-mount-write alert
# container: mount=/etc:/data:rw
# needs: /etc/ld.so.conf
act open /data/ld.so.conf w

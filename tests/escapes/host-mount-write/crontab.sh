#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the host's /etc/crontab opened for appending, nothing written
# expect: host-mount-write alert
# container: mount=/etc:/data:rw
# needs: /etc/crontab
act open /data/crontab w

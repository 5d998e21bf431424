#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an exporter reads the host through read-only mounts
# at-most: none
# container: mount=/proc:/host/proc mount=/sys:/host/sys mount=/:/host/root host=pid,net
cat /host/proc/stat /host/proc/loadavg /host/proc/net/dev /host/sys/kernel/uevent_seqnum >/dev/null || exit
cat /host/root/usr/lib/os-release >/dev/null && df /host/root >/dev/null

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file itself bound to a harmless name
# expect: core-pattern critical
# container: privileged
: >/srv/notes && mount --bind /proc/sys/kernel/core_pattern /srv/notes && : >>/srv/notes

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file that was not there
# expect: host-mount-write alert
# container: mount=@home:/data:rw
echo Host >/data/.ssh/config

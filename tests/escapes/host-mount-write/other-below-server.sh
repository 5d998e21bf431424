#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: any other file of the host, by a server's descendant
# expect: host-mount-write error
# container: mount=@data:/data:rw
# server: yes
echo x >/data/report

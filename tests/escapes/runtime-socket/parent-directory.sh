#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a directory above it is mounted
# expect: runtime-socket critical
# container: mount=@engine:/data
act connect-unix /data/docker.sock

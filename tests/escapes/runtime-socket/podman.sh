#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a real podman's service under a name of its own
# expect: runtime-socket critical
# container: mount=@run:/data
# needs: podman
act connect-unix /data/any

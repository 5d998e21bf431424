#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a symbolic link
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
ln -s /run/innocent.sock /tmp/x
act connect-unix /tmp/x

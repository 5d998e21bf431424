#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by the 32-bit entry
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act connect-unix32 /run/innocent.sock || { [ $? = 38 ] && echo "no 32-bit entry" && exit 77; }

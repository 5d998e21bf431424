#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an address without its NUL
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act connect-unix-unended /run/innocent.sock garbage

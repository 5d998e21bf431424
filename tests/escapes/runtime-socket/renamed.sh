#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the socket mounted under another name
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act connect-unix /run/innocent.sock

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: 300,000 harmless opens before it
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
# timeout: 120
act repeat 300000 open /etc/hostname r
act connect-unix /run/innocent.sock

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process that is gone before anybody can look
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act connect-unix /run/innocent.sock & wait

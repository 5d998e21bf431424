#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by .. and /proc/self/root
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act connect-unix /proc/self/root/usr/../run/innocent.sock

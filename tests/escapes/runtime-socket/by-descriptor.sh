#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a descriptor that names it
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
evade connect-by-fd /run/innocent.sock

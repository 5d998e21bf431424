#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with a socket that another process made
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
evade connect-passed /run/innocent.sock

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: an image whose name only begins like a declared one
# expect: runtime-socket critical
# container: image=registry.example/traefik-next:v3.1 mount=@engine/docker.sock:/x
act connect-unix /x

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act uring-connect plain /run/innocent.sock

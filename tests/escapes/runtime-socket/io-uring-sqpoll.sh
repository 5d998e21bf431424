#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, by the kernel's own thread, without a completion
# expect: runtime-socket critical
# container: mount=@engine/docker.sock:/run/innocent.sock
act uring-connect sqpoll,skip /run/innocent.sock || [ $? = 22 ] || exit
act uring-connect async /run/innocent.sock

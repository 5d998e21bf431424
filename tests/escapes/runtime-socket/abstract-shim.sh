#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the shim's abstract socket, in the host's network namespace
# expect: runtime-socket critical
# container: host=net env=SHIM=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
# timeout: 20
until act connect-unix "@/containerd-shim/$SHIM.sock@"; do sleep 0.1; done

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a socket for whole frames
# expect: packet-socket warning
kernelcall packet

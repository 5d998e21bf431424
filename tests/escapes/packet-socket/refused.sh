#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: without the capability
# expect: packet-socket warning
# container: drop=NET_RAW
act socket 17 3 0x300
[ $? = 1 ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: without the link's header
# expect: packet-socket warning
act socket 17 2 0x300

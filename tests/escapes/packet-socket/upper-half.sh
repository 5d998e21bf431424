#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with bits in the upper half of the registers, where the kernel takes none
# expect: packet-socket warning
act raw 41 =0x100000011 =0x200000003 =0x500000300

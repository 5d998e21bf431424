#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a processor's registers opened for writing
# expect: crypto-miner warning
# container: privileged mount=/dev/cpu:/dev/cpu:rw
# needs: /dev/cpu/0/msr
: >>/dev/cpu/0/msr

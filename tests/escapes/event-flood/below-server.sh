#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: below a server
# expect: event-flood warning
# server: yes
# kernel: here
# timeout: 120
# An emulated machine does not make 20,000 calls a second; with less, kernel_live's FloodLive shows it on every kernel.
act missing-programs 60000

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: more refused executions in a second than are sent for one container
# expect: event-flood warning
# kernel: here
# timeout: 120
# An emulated machine does not make 20,000 calls a second; with less, kernel_live's FloodLive shows it on every kernel.
act missing-programs 60000

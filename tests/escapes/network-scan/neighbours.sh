#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: sixty neighbours on one port, as a worm does
# expect: network-scan warning
# listen: 10.9.0.1:80
for n in $(seq 60); do act connect-inet "10.9.1.$n" 22; done
true

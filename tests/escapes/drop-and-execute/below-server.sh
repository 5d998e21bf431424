#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: below a server
# expect: drop-and-execute critical
# server: yes
cp /bin/true /tmp/fresh && /tmp/fresh

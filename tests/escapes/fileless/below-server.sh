#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same below a server
# expect: fileless critical
# server: yes
evade memfd /bin/true true

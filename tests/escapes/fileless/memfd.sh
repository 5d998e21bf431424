#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program from memory
# expect: fileless critical
act memfd-exec /bin/true

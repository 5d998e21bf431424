#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program on tmpfs
# expect: drop-and-execute warning
cp /bin/true /run/fresh
/run/fresh

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program that was written after the container started
# expect: drop-and-execute warning
cp /bin/true /usr/local/bin/fresh
/usr/local/bin/fresh

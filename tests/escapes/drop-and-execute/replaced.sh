#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program of the image replaced
# expect: drop-and-execute warning
cp /bin/true /usr/bin/fresh && mv /usr/bin/fresh /usr/bin/getconf && /usr/bin/getconf

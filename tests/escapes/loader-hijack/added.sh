#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a library of the image, which the server itself does not load
# expect: loader-hijack warning
# server: yes
LD_PRELOAD=libm.so.6 /bin/true

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file that preloads a library into every program
# expect: loader-hijack critical
: >>/etc/ld.so.preload

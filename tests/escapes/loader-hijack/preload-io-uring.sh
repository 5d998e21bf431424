#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the file that preloads, by io_uring
# expect: loader-hijack critical
: >/etc/ld.so.preload.new && ln /etc/ld.so.preload.new /etc/ld.so.preload && act uring-open plain /etc/ld.so.preload w

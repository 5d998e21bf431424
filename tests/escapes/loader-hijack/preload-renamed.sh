#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the same, moved into its place
# expect: loader-hijack critical
: >/etc/innocent
mv /etc/innocent /etc/ld.so.preload

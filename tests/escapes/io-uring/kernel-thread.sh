#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: with the kernel's own thread
# expect: io-uring informational
act uring-open sqpoll /etc/hostname

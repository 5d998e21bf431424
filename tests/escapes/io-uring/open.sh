#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a ring is set up
# expect: io-uring informational
act uring-open plain /etc/hostname

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a set-user-id shell put aside
# expect: privilege-gain warning
cp /bin/dash /usr/local/bin/later
chmod 4755 /usr/local/bin/later

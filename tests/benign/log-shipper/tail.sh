#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a shipper follows the host's logs
# at-most: none
# container: mount=/var/log:/var/log/host
cat /var/log/host/*.log >/dev/null 2>&1
ls /var/log/host >/dev/null

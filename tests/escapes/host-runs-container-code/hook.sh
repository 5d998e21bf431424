#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a runtime's hook that takes its environment from the image (CVE-2025-23266)
# expect: host-runs-container-code critical
# needs: /lib/*/libm.so.6
# timeout: 180
cp "$(find /lib /usr/lib -name libm.so.6 2>/dev/null | head -n 1)" /planted.so || exit
tries=0
until [ -e /hooked ] || [ $tries = 600 ]; do sleep 0.2 && tries=$((tries + 1)); done
[ -e /hooked ]

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a helper of the host that changes its root to the container and then loads a library (CVE-2019-14271)
# expect: host-runs-container-code critical
# needs: /lib/*/libm.so.6 /usr/bin/python3
cp "$(find /lib /usr/lib -name libm.so.6 2>/dev/null | head -n 1)" /planted.so && sleep 4

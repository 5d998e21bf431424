#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a library of the container, loaded into a program of the host
# expect: host-runs-container-code critical
# needs: /lib/*/libm.so.6
cp "$(find /lib /usr/lib -name libm.so.6 2>/dev/null | head -n 1)" /planted.so && sleep 4

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: fetched over the network, made executable, run
# expect: drop-and-execute warning
# listen: 127.0.0.1:8085
# needs: curl
curl -s -o /tmp/fresh http://127.0.0.1:8085/ && cp /bin/true /tmp/fresh && chmod 755 /tmp/fresh && /tmp/fresh

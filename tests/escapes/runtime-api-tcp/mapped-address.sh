#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by an IPv4 address written as IPv6
# expect: runtime-api-tcp critical
# listen: 10.77.0.1:2375
act connect-inet6 ::ffff:10.77.0.1 2375

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: kubectl proxy on another host
# expect: control-plane warning
# server: yes
# listen: 10.77.0.1:8001
act connect-inet 10.77.0.1 8001

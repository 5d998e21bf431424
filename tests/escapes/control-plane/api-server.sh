#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the API server
# expect: control-plane warning
# server: yes
# listen: 10.77.0.1:6443
act connect-inet 10.77.0.1 6443

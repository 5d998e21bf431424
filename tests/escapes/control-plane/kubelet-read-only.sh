#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kubelet's open port
# expect: control-plane warning
# server: yes
# listen: 10.77.0.1:10255
act connect-inet 10.77.0.1 10255

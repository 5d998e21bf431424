#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kubelet's open port, by the program of its own that the container starts with
# expect: control-plane informational
# listen: 10.77.0.1:10255
act connect-inet 10.77.0.1 10255

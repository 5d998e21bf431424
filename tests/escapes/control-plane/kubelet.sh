#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the kubelet, by the program of its own that the container starts with
# expect: control-plane informational
# listen: 10.77.0.1:10250
act connect-inet 10.77.0.1 10250

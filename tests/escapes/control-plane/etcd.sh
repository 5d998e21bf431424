#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: etcd, by the program of its own that the container starts with
# expect: control-plane informational
# listen: 10.77.0.1:2379
act connect-inet 10.77.0.1 2379

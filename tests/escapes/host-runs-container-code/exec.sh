#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program of the container, executed by a process of the host
# expect: host-runs-container-code critical
cp /bin/true /planted
sleep 3

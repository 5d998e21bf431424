#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by TCP fast open
# expect: control-plane warning
# server: yes
# listen: 10.77.0.1:10250
act fast-open 10.77.0.1 10250

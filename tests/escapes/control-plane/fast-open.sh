#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by TCP fast open, by the program of its own that the container starts with
# expect: control-plane informational
# listen: 10.77.0.1:10250
act fast-open 10.77.0.1 10250

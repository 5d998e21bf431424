#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the API server, by the program of its own that the container starts with
# expect: control-plane informational
# listen: 10.77.0.1:6443
act connect-inet 10.77.0.1 6443

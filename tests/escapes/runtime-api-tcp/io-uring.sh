#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring
# expect: runtime-api-tcp critical
# listen: 10.77.0.1:2375
act uring-connect-inet plain 10.77.0.1 2375

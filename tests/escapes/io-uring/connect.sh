#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: for connections
# expect: io-uring informational
# listen: 10.9.0.2:80
act uring-connect-inet plain 10.9.0.2 80

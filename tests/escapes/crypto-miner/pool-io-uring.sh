#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a pool's port by io_uring
# expect: crypto-miner warning
# listen: 10.9.0.2:14444
act uring-connect-inet plain 10.9.0.2 14444

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a miner under a harmless name
# expect: crypto-miner warning
cp /bin/true /usr/local/bin/kworker
kworker -o stratum+tcp://pool.example:3333 -u wallet

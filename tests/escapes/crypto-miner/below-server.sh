#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a miner under a harmless name, started by a server
# expect: crypto-miner error
# server: yes
/bin/true -o stratum+tcp://pool.example:3333

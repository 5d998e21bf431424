#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a miner by its name
# expect: crypto-miner warning
cp /bin/true /usr/local/bin/xmrig && xmrig

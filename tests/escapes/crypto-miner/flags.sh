#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by flags that only miners have
# expect: crypto-miner warning
# server: yes
cp /bin/true /srv/job && /srv/job --coin=monero --donate-level 1

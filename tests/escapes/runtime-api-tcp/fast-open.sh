#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by TCP fast open, without a connect()
# expect: runtime-api-tcp critical
# listen: 10.77.0.1:2375
act fast-open 10.77.0.1 2375

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: Docker's API by TCP
# expect: runtime-api-tcp critical
# listen: 10.77.0.1:2375
act connect-inet 10.77.0.1 2375

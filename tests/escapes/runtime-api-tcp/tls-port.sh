#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: its port for TLS
# expect: runtime-api-tcp critical
# listen: 10.77.0.1:2376
act connect-inet 10.77.0.1 2376

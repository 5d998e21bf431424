#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by TCP fast open, by the program of its own that the container starts with
# expect: metadata-service informational
# listen: 169.254.169.254:80
act fast-open 169.254.169.254 80

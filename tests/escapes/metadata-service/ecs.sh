#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the one of container tasks, by the program of its own that the container starts with
# expect: metadata-service informational
# listen: 169.254.170.2:80
act connect-inet 169.254.170.2 80

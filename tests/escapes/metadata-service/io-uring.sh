#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by io_uring, by the program of its own that the container starts with
# expect: metadata-service informational
# listen: 169.254.169.254:80
act uring-connect-inet async 169.254.169.254 80

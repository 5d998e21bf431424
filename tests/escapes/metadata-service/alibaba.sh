#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: another cloud's, by the program of its own that the container starts with
# expect: metadata-service informational
# listen: 100.100.100.200:80
act connect-inet 100.100.100.200 80

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program that lay on a volume before the container started, below a server
# expect: drop-and-execute critical
# container: mount=@data:/data
# server: yes
/data/fresh

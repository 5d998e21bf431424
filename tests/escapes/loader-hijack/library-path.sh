#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a search path for libraries in /dev/shm
# expect: loader-hijack warning
# server: yes
LD_LIBRARY_PATH=/dev/shm /bin/true

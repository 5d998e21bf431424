#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the memory of a process of its own container, by its file
# expect: process-injection notice
sleep 5 &
sleep 0.2
act open "/proc/$!/mem" rw

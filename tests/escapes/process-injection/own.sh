#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a process of its own container, traced
# expect: process-injection notice
act trace-child

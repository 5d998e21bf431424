#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a key added to its ring
# expect: perf-keyctl warning
act add-key overboard

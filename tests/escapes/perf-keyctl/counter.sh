#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a performance counter
# expect: perf-keyctl warning
# container: privileged
kernelcall perf

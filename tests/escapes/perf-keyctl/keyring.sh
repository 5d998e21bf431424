#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: the session keyring
# expect: perf-keyctl warning
kernelcall keyctl

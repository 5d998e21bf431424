#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a program loaded
# expect: bpf-program warning
# container: privileged
kernelcall bpf

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: a call that is refused
# expect: bpf-program warning
act drop-user 65534 call bpf
kernelcall bpf

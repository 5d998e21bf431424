#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a program that a server started
# expect: bpf-program warning
# server: yes
kernelcall bpf

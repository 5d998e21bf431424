#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a program that a server started
# expect: bpf-program error
# server: yes
kernelcall bpf

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: by a program that a server started
# expect: kexec error
# server: yes
# kernel: vm
kernelcall kexec

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: no image at all, with every capability
# expect: kexec warning
# container: privileged
# kernel: vm
kernelcall kexec

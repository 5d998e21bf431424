#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# what: no image at all, without the capability; kernels for clouds have it, this one may not
# kernel: vm
# expect: kexec warning
kernelcall kexec
